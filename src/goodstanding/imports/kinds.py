"""The kinds of sheets that can be imported: one line for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from goodstanding.history.bulk import Records
from goodstanding.imports import lookup
from goodstanding.licenses.models import License, LicenseType
from goodstanding.licenses.records import LICENSE_TYPES as LICENSE_TYPE_RECORDS
from goodstanding.licenses.records import LICENSES as LICENSE_RECORDS
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import learners_changeable_by
from goodstanding.people.records import USERS
from goodstanding.plans.learners import plan_learners
from goodstanding.plans.license_types import plan_license_types
from goodstanding.plans.licenses import plan_licenses
from goodstanding.plans.plan import Plan
from goodstanding.plans.reference import Reference
from goodstanding.refusals import NotFound
from goodstanding.sheets.column import SheetKind
from goodstanding.sheets.learners import LEARNERS
from goodstanding.sheets.license_types import LICENSE_TYPES
from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.normalize import Entries


@dataclass(frozen=True, slots=True)
class ImportKind:
    """What an import of one kind of sheet needs.

    ``in_scope`` are the records that the actor may change; ``look_up`` narrows what is known to
    them (told when the file was saved); ``make_plan`` decides;
    ``records`` is where the plan is written; ``stored`` maps each database column to the
    plan's column; ``thing`` counts in words ("12 licenses").
    """

    sheet: SheetKind
    permission: Permission
    in_scope: Callable[[Actor], QuerySet[Any]]
    look_up: Callable[[Entries, Actor, datetime | None, lookup.Ahead], Reference]
    make_plan: Callable[[Entries, Reference, date], Plan]
    records: Records
    stored: dict[str, str]
    action: str
    thing: str


def _after(records: Records, **keys: str) -> dict[str, str]:
    return {column: keys.get(column, f"after_{column}") for column in records.columns}


KINDS: tuple[ImportKind, ...] = (
    ImportKind(
        LICENSES,
        Permission.LICENSES_IMPORT,
        lambda actor: License.objects.filter(user__in=learners_changeable_by(actor)),
        lookup.look_up_licenses,
        plan_licenses,
        LICENSE_RECORDS,
        _after(LICENSE_RECORDS, user_id="user_id", license_type_id="license_type_id"),
        "licenses.import",
        "licenses",
    ),
    ImportKind(
        LEARNERS,
        Permission.USERS_CHANGE,
        lambda actor: User.objects.all(),
        lookup.look_up_users,
        plan_learners,
        USERS,
        _after(USERS),
        "users.import",
        "users",
    ),
    ImportKind(
        LICENSE_TYPES,
        Permission.AVAILABLE_LICENSES_CHANGE,
        lambda actor: LicenseType.objects.all(),
        lookup.look_up_license_types,
        plan_license_types,
        LICENSE_TYPE_RECORDS,
        _after(LICENSE_TYPE_RECORDS),
        "available-licenses.import",
        "available licenses",
    ),
)


def find_kind(name: str) -> ImportKind:
    """The kind of that name; ``NotFound`` where there is none."""
    for kind in KINDS:
        if kind.sheet.name == name:
            return kind
    raise NotFound("kind of sheet")
