"""One sheet of SpreadsheetML -> a table of text."""

from __future__ import annotations

import polars as pl
from lxml import etree

from goodstanding.formats.blank import without_blank_rows
from goodstanding.formats.bounds import check_bounds, check_columns
from goodstanding.formats.cells import (
    cell_errors,
    formulas_without_result,
    hidden_rows,
    merged_cells,
    spread,
)
from goodstanding.formats.limits import Limits
from goodstanding.formats.problem import Problem
from goodstanding.formats.table import Table
from goodstanding.formats.xml_places import check_inside, place_cells, place_rows
from goodstanding.formats.xml_styles import Kind, show_date_time, show_number
from goodstanding.formats.xml_text import SPREADSHEET
from goodstanding.formats.xml_tokens import attribute, tokenize

_SS = f"{{{SPREADSHEET}}}"


def read_sheet(
    table: etree._Element, name: str, kinds: dict[str, Kind], date1904: bool, limits: Limits
) -> Table:
    """The Table element as a table; ``kinds`` says what the number format of a style shows.

    Empties the element, for the sake of memory. Raises Unreadable where it is not clear where a
    value stands, and for exceeded limits.
    """
    cells = _cells(table, kinds, date1904)
    filled = cells.filter(pl.col("text").is_not_null())
    check_inside(filled)
    width = int(str(filled["column"].max())) + 1 if filled.height else 0
    check_columns(width, limits, name)
    frame, blank = without_blank_rows(spread(filled, width))
    check_bounds(frame, limits, name)
    problems = _problems(cells, filled)
    return Table(name, frame, blank_rows=blank, problems=tuple(problems))


def _cells(table: etree._Element, kinds: dict[str, Kind], date1904: bool) -> pl.DataFrame:
    """Every cell with its place, its ``type`` and its ``text`` as the program shows it."""
    prefixes = [prefix or "" for prefix, uri in table.nsmap.items() if uri == SPREADSHEET]
    top, left = _origin(table, "TopCell"), _origin(table, "LeftCell")
    xml = etree.tostring(table, encoding="utf-8", xml_declaration=False, with_tail=False)
    table.clear()  # the tree is many times as large as its text
    tokens = tokenize(xml, prefixes)
    rows = place_rows(tokens.rows, top, prefixes)
    cells = place_cells(tokens.cells, rows, left - 1, prefixes)
    data = tokens.data.with_columns(attribute(tokens.data["tag"], "Type", prefixes).alias("type"))
    cells = cells.join(data.drop("tag"), on="c", how="left", maintain_order="left")
    return _show(cells, kinds, date1904)


def _problems(cells: pl.DataFrame, filled: pl.DataFrame) -> list[Problem]:
    bare = cells.filter(
        pl.col("type").is_null()
        & pl.col("text").is_null()
        & pl.col("tag").str.contains(":Formula=", literal=True)
    )
    merges = filled.filter((pl.col("across") > 0) | (pl.col("down") > 0))
    return [
        *cell_errors(filled.filter(pl.col("type") == "Error")),
        *formulas_without_result(bare),
        *merged_cells(filled, merges.select("row", "column", "down", "across").iter_rows()),
        *hidden_rows(filled.filter("hidden")["row"].n_unique()),
    ]


def _origin(table: etree._Element, attribute_name: str) -> int:
    """Where a table begins that does not begin at A1, from 1."""
    said = table.get(_SS + attribute_name, "1")
    return max(int(said), 1) if said.isdecimal() and len(said) < 8 else 1


def _show(cells: pl.DataFrame, kinds: dict[str, Kind], date1904: bool) -> pl.DataFrame:
    """The texts as the spreadsheet program shows them, worked out once for each that differs."""
    style = pl.coalesce("style", "row_style", pl.lit("Default"))
    shaped = {name: kind for name, kind in kinds.items() if kind != ""}
    typed = pl.col("type").fill_null("String") != "String"
    plain = (pl.col("type") == "Number") & ~style.is_in(list(shaped))
    special = cells.filter(typed & ~plain & pl.col("text").is_not_null())
    stripped = pl.when(typed).then(pl.col("text").str.strip_chars()).otherwise(pl.col("text"))
    if special.is_empty():
        return cells.with_columns(stripped)
    keys = ["type", "text", "shown_by"]
    cells = cells.with_columns(style.alias("shown_by"))
    different = cells.filter(typed & ~plain).select(keys).unique().drop_nulls()
    shown = [
        _shown(kind, text.strip(), shaped.get(name, ""), date1904)
        for kind, text, name in different.iter_rows()
    ]
    different = different.with_columns(pl.Series("shown", shown, dtype=pl.String))
    cells = cells.join(different, on=keys, how="left", maintain_order="left")
    return cells.with_columns(pl.coalesce("shown", stripped).alias("text"))


def _shown(kind: str, text: str, shape: Kind, date1904: bool) -> str:
    """One value of a type other than String as the spreadsheet program shows it."""
    if kind == "Number":
        return show_number(text, shape, date1904)
    if kind == "DateTime":
        return show_date_time(text)
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    return text
