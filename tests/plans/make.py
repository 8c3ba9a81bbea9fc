"""A small world for the plan tests: three learners, a few licenses, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from goodstanding.plans import reference as schemas
from goodstanding.plans.learners import plan_learners
from goodstanding.plans.license_types import plan_license_types
from goodstanding.plans.licenses import plan_licenses
from goodstanding.plans.plan import Plan
from goodstanding.plans.reference import Reference
from goodstanding.sheets.column import SheetKind
from goodstanding.sheets.learners import LEARNERS
from goodstanding.sheets.license_types import LICENSE_TYPES
from goodstanding.sheets.licenses import LICENSES
from tests.sheets.make import TODAY, entries

PLANNERS = {
    "licenses": (LICENSES, plan_licenses),
    "learners": (LEARNERS, plan_learners),
    "license-types": (LICENSE_TYPES, plan_license_types),
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "learners": {"first_name": "", "last_name": "", "is_active": True},
    "license_types": {
        "version": 1, "professional_role": "Nursing", "state": "", "board": "",
        "number_format": "", "aliases": "", "expires": True, "retired": False,
    },
    "held": {
        "version": 1, "number": "", "issued_on": date(2025, 1, 15),
        "expires_on": date(2035, 1, 31), "does_not_expire": False, "status": "active",
        "multistate": False, "verified_by": "", "verification_method": "", "notes": "",
        "event_id": None,
    },
    "users": {
        "version": 1, "first_name": "", "last_name": "", "email": "", "job_title": "",
        "role": "learner", "may_import": False, "is_active": True,
    },
    "edits": {},
    "units": {},
}  # fmt: skip
SCHEMAS = {
    "learners": schemas.LEARNER_SCHEMA,
    "license_types": schemas.LICENSE_TYPE_SCHEMA,
    "held": schemas.HELD_SCHEMA,
    "edits": schemas.EDIT_SCHEMA,
    "users": schemas.USER_SCHEMA,
    "units": schemas.UNIT_SCHEMA,
}

WORLD: dict[str, list[dict[str, Any]]] = {
    "learners": [
        {"id": 1, "username": "dora", "first_name": "Dora", "last_name": "Lind"},
        {"id": 2, "username": "Erik", "first_name": "Erik", "last_name": "Sandoval",
         "is_active": False},
        {"id": 3, "username": "fay", "first_name": "Fay", "last_name": "Novák"},
    ],
    "license_types": [
        {"id": 1, "code": "RN-TX", "state": "TX", "name": "Registered Nurse",
         "aliases": "RN; R.N.", "number_format": r"\d{7}"},
        {"id": 2, "code": "RN-OH", "state": "OH", "name": "Registered Nurse",
         "aliases": "RN; R.N."},
        {"id": 3, "code": "BLS", "name": "Basic Life Support", "aliases": "CPR/BLS",
         "professional_role": "All Staff"},
        {"id": 4, "code": "GENERAL", "name": "General Staff / Other", "expires": False,
         "professional_role": "General Staff"},
        {"id": 5, "code": "OLD-TX", "state": "TX", "name": "Nurse of Old", "retired": True},
        {"id": 6, "code": "CNA-TX", "state": "TX", "name": "Nurse Aide"},
        {"id": 7, "code": "CNA-TX-T", "state": "TX", "name": "Nurse Aide",
         "professional_role": "Training"},
    ],
    "held": [
        {"id": 10, "user_id": 1, "license_type_id": 1, "number": "00-12345", "version": 4,
         "notes": "seen", "hours_required": Decimal("20.00"), "event_id": 1},
        {"id": 11, "user_id": 1, "license_type_id": 3, "expires_on": date(2027, 6, 30)},
        {"id": 12, "user_id": 3, "license_type_id": 2, "number": "A1"},
        {"id": 13, "user_id": 3, "license_type_id": 2, "number": "A2"},
        {"id": 14, "user_id": 3, "license_type_id": 5, "number": "7"},
        {"id": 15, "user_id": 3, "license_type_id": 4, "expires_on": None,
         "does_not_expire": True},
    ],
    "edits": [
        {"event_id": 1, "edited_at": datetime(2026, 5, 3, 9, tzinfo=UTC), "edited_by": "Ana Ruiz"},
    ],
    "users": [
        {"id": 1, "username": "dora", "first_name": "Dora", "last_name": "Lind", "unit_id": 3,
         "email": "dora@example.org", "version": 2},
        {"id": 2, "username": "mary ann", "first_name": "Mary Ann", "last_name": "Osei"},
    ],
    "units": [
        {"id": 1, "name": "Riverbend Care", "full_name": "Riverbend Care"},
        {"id": 2, "name": "North", "full_name": "Riverbend Care / North"},
        {"id": 3, "name": "Harbor Clinic", "full_name": "Riverbend Care / North / Harbor Clinic"},
        {"id": 4, "name": "South", "full_name": "Riverbend Care / South"},
        {"id": 5, "name": "Night Team", "full_name": "Riverbend Care / North / Night Team"},
        {"id": 6, "name": "Night Team", "full_name": "Riverbend Care / South / Night Team"},
    ],
}  # fmt: skip


def make_reference(**changed: Sequence[Mapping[str, Any]]) -> Reference:
    """The world, with the lists that are named put in the place of its own."""
    frames = {
        name: pl.DataFrame(
            [DEFAULTS[name] | dict(row) for row in changed.get(name, WORLD[name])],
            schema=schema,
            orient="row",
        )
        for name, schema in SCHEMAS.items()
    }
    return Reference(**frames, usernames=["dora", "Erik", "fay"], acting_user_id=None)


def planned(
    *rows: Mapping[str, str],
    kind: str = "licenses",
    reference: Reference | None = None,
    only_newer: bool = False,
) -> Plan:
    """The plan of a sheet of those rows (heading to cell), the first of them in row 2."""
    sheet, plan = PLANNERS[kind]
    said = replace(sheet_of(*rows, kind=sheet), only_newer=only_newer)
    return plan(said, reference or make_reference(), TODAY)


def sheet_of(*rows: Mapping[str, str], kind: SheetKind) -> Any:
    """What the sheet of those rows says."""
    required = [column.heading for column in kind.columns if column.required]
    headings = list(dict.fromkeys([*required, "License ID", *(h for row in rows for h in row)]))
    if kind is LEARNERS:
        headings = list(dict.fromkeys(["Username", "Last Name", *(h for r in rows for h in r)]))
    if kind is LICENSE_TYPES:
        headings = list(dict.fromkeys(["License ID", "Board", *(h for r in rows for h in r)]))
    return entries([headings, *([row.get(heading) for heading in headings] for row in rows)], kind)


def outcomes(plan: Plan) -> list[str]:
    """The outcomes, row by row."""
    return plan.frame.sort("row")["outcome"].to_list()


def found(plan: Plan) -> list[tuple[str, str]]:
    """Code and severity of the problems, by row."""
    return list(plan.problems.sort("row", "code").select("code", "severity").iter_rows())
