"""Steps of tests that go behind the program's back, and a history that has something of all."""

from __future__ import annotations

from django.db import connection

from goodstanding.imports.models import Import
from goodstanding.people.actions import set_supervised_units, set_user_password
from goodstanding.people.actor import Actor
from tests.cast import Organization
from tests.imports.undoing import GOOD, imported

LEARNERS = "Username\tFirst Name\tLast Name\tUnit\nfay\tFay\tNovak\tHarbor Clinic\n"


def sql(statement: str, *parameters: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def make_history(organization: Organization) -> Import:
    """Something of everything that is covered: passwords, who supervises what, imports."""
    alice = Actor(organization.alice, "web")
    set_user_password("maple-river-41", user_id=organization.dora.pk, actor=alice)
    set_user_password("maple-river-42", user_id=organization.dora.pk, actor=alice)
    both = [organization.north, organization.south]
    set_supervised_units(both, user_id=organization.bob.pk, actor=alice)
    set_supervised_units([organization.south], user_id=organization.bob.pk, actor=alice)
    imported(organization.alice, LEARNERS, kind="learners")
    return imported(organization.alice, GOOD)


def unlock() -> None:
    """Let this transaction change what only grows, as a superuser could."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET LOCAL session_replication_role = replica")
