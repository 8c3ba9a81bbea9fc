"""Answers laid over the cells of a sheet; the file itself stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from goodstanding.formats.problem import Problem
from goodstanding.formats.table import ROW
from goodstanding.sheets.answers import Answers
from goodstanding.sheets.column import SheetKind

SAID, TOLD = "said", "told"
MOST_NOTES = 50
"""More replaced texts than this are not told one by one."""


def correct(
    cells: pl.DataFrame, kind: SheetKind, answers: Answers, headings: Mapping[str, str]
) -> tuple[pl.DataFrame, list[Problem]]:
    """The cells (``row``, then a column of text for each field that the sheet has), corrected,
    and a note for each text that was taken for another.

    Corrections of single cells come first; then texts that stand for another text. A correction
    of a field that the sheet lacks adds its column.
    """
    if answers.cells:
        cells = _with_corrections(cells, kind, answers)
    notes: list[Problem] = []
    for field, meant in answers.values.items():
        if kind.described_by and field == kind.described_by[0]:
            said, emptied = wording(cells, kind), kind.described_by[1:]
        elif field in cells.columns:
            said, emptied = pl.col(field), ()
        else:
            continue
        marked = _marked(cells, said, meant)
        notes += _notes(marked, field, headings[field], answers)
        cells = _replaced(marked, field, emptied)
    return cells, notes


def wording(cells: pl.DataFrame, kind: SheetKind) -> pl.Expr:
    """How a row describes its record: the first of ``kind.described_by``, else all of the rest."""
    first, *rest = (
        pl.col(field) if field in cells.columns else pl.lit(None, pl.String)
        for field in kind.described_by
    )
    described = pl.concat_str(rest, separator=" · ", ignore_nulls=True).replace("", None)
    return pl.coalesce(first, described)


def _with_corrections(cells: pl.DataFrame, kind: SheetKind, answers: Answers) -> pl.DataFrame:
    rows = [{ROW: int(row), **texts} for row, texts in answers.cells.items()]
    fields = [c.field for c in kind.columns if any(c.field in row for row in rows)]
    told = pl.DataFrame(rows, schema={ROW: pl.UInt32} | dict.fromkeys(fields, pl.String))
    absent = [pl.lit(None, pl.String).alias(f) for f in fields if f not in cells.columns]
    joined = cells.with_columns(absent).join(
        told, on=ROW, how="left", suffix=f"_{TOLD}", maintain_order="left"
    )
    return joined.select(
        *(
            pl.coalesce(f"{name}_{TOLD}", name).replace("", None).alias(name)
            if name in fields
            else pl.col(name)
            for name in joined.columns
            if not name.endswith(f"_{TOLD}")
        )
    )


def _marked(cells: pl.DataFrame, said: pl.Expr, meant: Mapping[str, str]) -> pl.DataFrame:
    """The cells with what is ``said`` in a row, and what it was told to mean (null: nothing)."""
    found = said.str.to_lowercase().replace_strict(meant, default=None, return_dtype=pl.String)
    return cells.with_columns(said.alias(SAID), found.alias(TOLD))


def _replaced(marked: pl.DataFrame, field: str, emptied: Sequence[str]) -> pl.DataFrame:
    """``field`` set to what is meant where that was told, the fields ``emptied`` blank there."""
    own = field if field in marked.columns else pl.lit(None, pl.String)
    hit = pl.col(TOLD).is_not_null()
    return marked.with_columns(
        pl.coalesce(TOLD, own).alias(field),
        *(pl.when(~hit).then(pl.col(f)).alias(f) for f in emptied if f in marked.columns),
    ).drop(SAID, TOLD)


def _notes(marked: pl.DataFrame, field: str, heading: str, answers: Answers) -> list[Problem]:
    replaced = marked.drop_nulls(TOLD).filter(pl.col(SAID) != pl.col(TOLD))
    counted = replaced.group_by(SAID, TOLD, maintain_order=True).agg(
        pl.len().alias("count"), pl.col(ROW).first()
    )
    told = counted.head(MOST_NOTES).iter_rows(named=True)
    return [_note(one, heading, _somebody_else(answers, field, one[SAID])) for one in told]


def _somebody_else(answers: Answers, field: str, said: str) -> str | None:
    return answers.somebody_else(field, said.lower())


def _note(one: Mapping[str, Any], heading: str, who: str | None) -> Problem:
    """That a text was taken for another; a warning where somebody else has said so."""
    taken = (
        f'"{one[SAID]}" was taken for {one[TOLD]} in {one["count"]:,} '
        f"row{'s' if one['count'] > 1 else ''}"
    )
    place: dict[str, Any] = {"row": one[ROW], "column": heading, "value": one[SAID]}
    if who is None:
        return Problem(
            "value-replaced",
            "note",
            f"{taken}, as somebody has answered.",
            "If that is wrong, have the answer forgotten and check the file again.",
            **place,
        )
    return Problem(
        "value-replaced-by-another",
        "warning",
        f"{taken}, because {who} that it means this.",
        "If that is wrong for your file, correct the cells. Your own answer counts before others.",
        **place,
    )
