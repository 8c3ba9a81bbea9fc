"""Whom an import and an undo may touch, as SQL."""

from __future__ import annotations

import pytest
from django.db import connection

from goodstanding.imports.scope import changeable_ids, changeable_sql
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.cast import Organization


@pytest.mark.parametrize(
    ("username", "supervises", "some"),
    [("alice", True, True), ("bob", True, True), ("bob", False, False)],
)
def test_who_supervises_nothing_may_touch_nobody(
    organization: Organization, username: str, supervises: bool, some: bool
) -> None:
    user = User.objects.get(username=username)
    if not supervises:
        user.supervisions.all().delete()
    actor = Actor(User.objects.get(pk=user.pk), "web")
    within, parameters = changeable_sql(actor, "id")
    ids, same = changeable_ids(actor)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM people_user WHERE {within}", parameters)
        touched = cursor.fetchone()[0]
        cursor.execute(f"SELECT count(*) FROM people_user WHERE id NOT IN ({ids})", same)
        others = cursor.fetchone()[0]
    assert touched + others == User.objects.count()
    assert (touched > 0) == some
