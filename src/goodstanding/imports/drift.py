"""What changed between a plan that went out of date and the check that followed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection

from goodstanding.formats.table import ROW
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import
from goodstanding.imports.review import Change, planned_row
from goodstanding.imports.shown import shown_plan
from goodstanding.plans.plan import Plan

SHOWN = 50
"""So many rows at most are shown on the page."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a row would do: an outcome, and the values that it changes."""

    outcome: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class DriftedRow:
    """A row that does something else now; ``by`` and ``at`` tell who changed its record, if any."""

    row: int
    subject: str
    detail: str
    before: Deed
    now: Deed
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Drift:
    """How many rows do something else now, and the first of them."""

    count: int
    rows: list[DriftedRow]


def drift_of(import_: Import) -> Drift | None:
    """What is different from the import that this one follows; None if it follows none."""
    if import_.follows is None:
        return None
    import_.follows.viewer = import_.viewer
    before, now = shown_plan(import_.follows), shown_plan(import_)
    # Versions count too: a record that was changed to what the file says is worth a line.
    said = [c for c in now.frame.columns if c not in {ROW, "subject", "detail"}]
    common = [c for c in said if before.frame.schema.get(c) == now.frame.schema[c]]
    rows = now.frame.join(
        before.frame, on=[ROW, *common], how="anti", nulls_equal=True, maintain_order="left"
    )[ROW]
    shown = rows.head(SHOWN).to_list()
    then = {one[ROW]: one for one in before.frame.filter(pl.col(ROW).is_in(shown)).to_dicts()}
    present = now.frame.filter(pl.col(ROW).is_in(shown)).to_dicts()
    ids = [one["target_id"] or then.get(one[ROW], {}).get("target_id") for one in present]
    who = _last_edits(import_, [int(number) for number in ids if number is not None])
    drifted = []
    for one, number in zip(present, ids, strict=True):
        described = planned_row(import_, now.fields, one)
        by, at = who.get(number or 0, ("", None))
        was = then.get(one[ROW])
        drifted.append(
            DriftedRow(
                one[ROW],
                described.subject,
                described.detail,
                _deed(import_, before, was) if was else Deed("", []),
                Deed(one["outcome"], described.changes),
                by,
                at,
            )
        )
    return Drift(rows.len(), drifted)


def _deed(import_: Import, plan: Plan, row: dict[str, object]) -> Deed:
    return Deed(str(row["outcome"]), planned_row(import_, plan.fields, row).changes)


def _last_edits(import_: Import, ids: list[int]) -> dict[int, tuple[str, datetime | None]]:
    """Who made the last version of each record, and when."""
    versions = find_kind(import_.kind).records.version_model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (v.record_id) v.record_id, e.actor_name, e.at FROM {versions} v "
            f"JOIN history_event e ON e.id = v.event_id WHERE v.record_id = ANY(%s) "
            f"ORDER BY v.record_id, v.version DESC",
            [ids],
        )
        return {number: (by, at) for number, by, at in cursor.fetchall()}
