"""What is kept of an import, as far as whoever looks at it may see it today.

Who supervised a learner when a file was checked need not do so now. Of rows about learners outside
the viewer's scope there is a number and an outcome, and nothing else. Pages and files read plans,
problems and cells by this module; only what works on an import reads them as they are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import polars as pl

from goodstanding.formats.problem import Problem, problems_frame
from goodstanding.formats.table import ROW
from goodstanding.imports import storage
from goodstanding.imports.models import Import
from goodstanding.imports.pull import Schema, as_lines, pull_frame
from goodstanding.imports.scope import visible_sql
from goodstanding.people.actor import Actor, Door
from goodstanding.plans.plan import Plan

TOLD = (ROW, "outcome")
"""What is told of any row."""
IN_WORDS = ("subject", "detail")
IDS: Schema = {"id": pl.Int64}
NAMES: Schema = {"username": pl.String}
BY_IDS = "SELECT u.id FROM people_user u WHERE u.id = ANY(string_to_array(%s, ',')::bigint[])"
BY_NAMES = (
    "SELECT u.username FROM people_user u WHERE u.username = ANY(string_to_array(%s, E'\\n'))"
)


def hidden_rows(import_: Import) -> pl.Series:
    """The numbers of the rows whose learner the viewer may not see (any more)."""
    nothing = pl.Series(ROW, [], pl.UInt32)
    if import_.kind != "licenses" or not import_.plan_digest:
        return nothing
    scope, parameters = visible_sql(_viewer(import_), "u.id")
    if scope == "true":
        return nothing
    rows = storage.load_frame(import_, "plan", [ROW, "user_id"]).cast({ROW: pl.UInt32})
    ids = rows["user_id"].drop_nulls().unique().cast(pl.String).str.join(",").item()
    seen = pull_frame(
        IDS,
        f"{BY_IDS} AND {scope}",
        [ids, *parameters],
    )["id"]
    outside = ~pl.col("user_id").is_in(seen.implode())
    if import_.undoes_id:
        # It was outside when the undo was planned already, so that nothing of it is kept.
        outside = outside.fill_null(value=True)
    return rows.filter(outside)[ROW]


def shown_frame(import_: Import, name: str, columns: list[str] | None = None) -> pl.DataFrame:
    """Like ``storage.load_frame``."""
    kept = storage.load_frame(import_, name, columns)
    if name == "problems":
        return _shown_problems(import_, kept)
    return blanked(kept, hidden_rows(import_))


def shown_slices(
    import_: Import, name: str, columns: Sequence[str] | None = None
) -> Iterator[pl.DataFrame]:
    """Like ``storage.frame_slices``."""
    slices, hidden = storage.frame_slices(import_, name, columns), hidden_rows(import_)
    return (blanked(piece, hidden) for piece in slices)


def shown_cells(import_: Import) -> pl.DataFrame:
    """Like ``storage.load_cells``."""
    return blanked(storage.load_cells(import_), hidden_rows(import_))


def shown_plan(import_: Import) -> Plan:
    """Like ``storage.load_plan``."""
    plan = storage.load_plan(import_)
    frame = blanked(plan.frame, hidden_rows(import_))
    return Plan(plan.kind, plan.fields, frame, _shown_problems(import_, plan.problems))


def scan_shown_plan(import_: Import) -> tuple[pl.LazyFrame, pl.DataFrame]:
    """Like ``storage.scan_plan``."""
    plan, problems = storage.scan_plan(import_)
    hidden = hidden_rows(import_)
    shown = plan if hidden.is_empty() else plan.with_columns(_blanked(plan, hidden))
    return shown, _shown_problems(import_, problems)


def blanked(rows: pl.DataFrame, hidden: pl.Series) -> pl.DataFrame:
    """The rows with nothing but number and outcome where they are hidden."""
    return rows if hidden.is_empty() else rows.with_columns(_blanked(rows, hidden))


def _blanked(rows: pl.DataFrame | pl.LazyFrame, hidden: pl.Series) -> list[pl.Expr]:
    told = ~pl.col(ROW).cast(pl.UInt32).is_in(hidden.implode())
    names = [name for name in rows.collect_schema().names() if name not in TOLD]
    return [
        pl.when(told).then(name).otherwise(pl.lit("" if name in IN_WORDS else None)).alias(name)
        for name in names
    ]


def _shown_problems(import_: Import, problems: pl.DataFrame) -> pl.DataFrame:
    """The problems of rows that are shown, a note for each row that is not, and no suggestion of
    anybody who is not to be seen.
    """
    hidden = hidden_rows(import_)
    note = problems_frame([_OUTSIDE]).drop(ROW).join(hidden.to_frame(ROW), how="cross")
    of_shown = problems.filter(~pl.col(ROW).is_in(hidden.implode()).fill_null(value=False))
    return _without_strangers(
        import_, pl.concat([of_shown, note.select(problems.columns)] if len(hidden) else [of_shown])
    )


_OUTSIDE = Problem(
    "outside-your-units",
    "note",
    "This row is about somebody who is not one of your learners today, so it is not shown.",
    "No action needed. An administrator can see it.",
)


def _without_strangers(import_: Import, problems: pl.DataFrame) -> pl.DataFrame:
    """Usernames are suggested of people whom the viewer may see today, and of no others."""
    suggested = (pl.col("code") == "learner-unknown") & pl.col("suggestion").is_not_null()
    names = problems.filter(suggested)["suggestion"].unique()
    scope, parameters = visible_sql(_viewer(import_), "u.id")
    if names.is_empty() or scope == "true":
        return problems
    seen = pull_frame(
        NAMES,
        f"{BY_NAMES} AND {scope}",
        [as_lines(names), *parameters],
    )["username"]
    strange = suggested & ~pl.col("suggestion").is_in(seen.implode())
    return problems.with_columns(suggestion=pl.when(~strange).then("suggestion"))


def _viewer(import_: Import) -> Actor:
    """Whoever asked for it; else, as at the command line, who uploaded it."""
    return import_.viewer or Actor(import_.actor, cast(Door, import_.door))
