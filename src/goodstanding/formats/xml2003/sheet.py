"""One sheet of SpreadsheetML -> a table of text."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.blank import without_blank_rows
from goodstanding.formats.bounds import check_bounds, check_columns, check_inside
from goodstanding.formats.limits import Limits
from goodstanding.formats.problem import Problem
from goodstanding.formats.table import Table
from goodstanding.formats.workbook.cell_problems import (
    cell_errors,
    formulas_without_result,
    hidden_rows,
    merged_cells,
    spread,
)
from goodstanding.formats.workbook.number_formats import Kind, show_date_time, show_number
from goodstanding.formats.xml2003.places import place_cells, place_rows
from goodstanding.formats.xml2003.tables import PlainTable
from goodstanding.formats.xml2003.tokens import tokenize

MIDNIGHT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00\.000$"
"""How Excel writes a date without a time of day."""


def read_sheet(
    sheet: PlainTable, name: str, kinds: dict[str, Kind], date1904: bool, limits: Limits
) -> Table:
    """The Table element as a table; ``kinds`` says what the number format of a style shows.

    Raises Unreadable where it is not clear where a value stands, and for exceeded limits.
    """
    cells = _cells(sheet, kinds, date1904)
    filled = cells.filter(pl.col("text").is_not_null())
    check_inside(filled)
    width = int(str(filled["column"].max())) + 1 if filled.height else 0
    check_columns(width, limits, name)
    frame, blank = without_blank_rows(spread(filled, width))
    check_bounds(frame, limits, name)
    problems = _problems(cells, filled)
    return Table(name, frame, blank_rows=blank, problems=tuple(problems))


def _cells(sheet: PlainTable, kinds: dict[str, Kind], date1904: bool) -> pl.DataFrame:
    """Every cell with its place, its ``type`` and its ``text`` as the program shows it."""
    tokens = tokenize(sheet.tags, sheet.prefixes)
    rows = place_rows(tokens.rows, sheet.top)
    cells = place_cells(tokens.cells, rows, sheet.left - 1)
    if cells.height == tokens.data.height:  # each has its Data, as is usual
        cells = cells.with_columns(tokens.data["type"], tokens.data["text"])
    else:
        cells = cells.join(tokens.data, on="c", how="left", maintain_order="left")
    return cells.with_columns(_shown_texts(cells, kinds, date1904))


def _problems(cells: pl.DataFrame, filled: pl.DataFrame) -> list[Problem]:
    bare = cells.filter(
        pl.col("type").is_null() & pl.col("text").is_null() & pl.col("Formula").is_not_null()
    )
    merges = filled.filter((pl.col("across") > 0) | (pl.col("down") > 0))
    return [
        *cell_errors(filled.filter(pl.col("type") == "Error")),
        *formulas_without_result(bare),
        *merged_cells(filled, merges.select("row", "column", "down", "across").iter_rows()),
        *hidden_rows(filled.filter("hidden")["row"].n_unique()),
    ]


def _shown_texts(cells: pl.DataFrame, kinds: dict[str, Kind], date1904: bool) -> pl.Series:
    """The texts as the spreadsheet program shows them, worked out once for each that differs."""
    style = pl.coalesce("style", "row_style", pl.lit("Default"))
    shaped = {name: kind for name, kind in kinds.items() if kind != ""}
    typed = (pl.col("type") != "String").fill_null(value=False) & pl.col("text").is_not_null()
    special = cells.select("type", "text", style.alias("by"), typed.alias("typed"))
    special = special.with_row_index("at").filter("typed")
    if special.is_empty():
        return cells["text"]
    special = special.with_columns(pl.col("text").str.strip_chars())
    plain = (pl.col("type") == "Number") & ~pl.col("by").is_in(list(shaped))
    midnight = (pl.col("type") == "DateTime") & pl.col("text").str.contains(MIDNIGHT)
    special = special.with_columns(
        pl.when(plain)
        .then(pl.col("text"))
        .when(midnight)
        .then(pl.col("text").str.head(10))
        .alias("shown")
    )
    others = special.filter(pl.col("shown").is_null())
    if others.height:
        keys = ["type", "text", "by"]
        different = others.select(keys).unique()
        shown = [
            _shown(kind, text, shaped.get(name, ""), date1904)
            for kind, text, name in different.iter_rows()
        ]
        different = different.with_columns(pl.Series("shown", shown, dtype=pl.String))
        found = others.drop("shown").join(different, on=keys, how="left", maintain_order="left")
        special = pl.concat([special.drop_nulls("shown"), found.select(special.columns)])
    return cells["text"].scatter(special["at"], special["shown"])


def _shown(kind: str, text: str, shape: Kind, date1904: bool) -> str:
    """One value of a type other than String as the spreadsheet program shows it."""
    if kind == "Number":
        return show_number(text, shape, date1904)
    if kind == "DateTime":
        return show_date_time(text)
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    return text
