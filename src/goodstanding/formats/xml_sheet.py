"""One sheet of SpreadsheetML -> a table of text."""

from __future__ import annotations

import polars as pl
from lxml import etree

from goodstanding.formats.blank import without_blank_rows
from goodstanding.formats.bounds import check_bounds, check_columns
from goodstanding.formats.limits import Limits
from goodstanding.formats.place import cell_name, column_letters
from goodstanding.formats.problem import Problem
from goodstanding.formats.table import ROW, Table
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
    frame, blank = without_blank_rows(_spread(filled, width))
    check_bounds(frame, limits, name)
    problems = [*_cell_errors(filled), *_formulas(cells), *_merged(filled), *_hidden(filled)]
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


def _spread(filled: pl.DataFrame, width: int) -> pl.DataFrame:
    """Cells one below the other -> a frame with ``row`` and a column for each place."""
    rows = filled.select(pl.col("row").cast(pl.UInt32).alias(ROW)).unique(maintain_order=True)
    columns = [rows.to_series()]
    parts = filled.select("row", "column", "text").partition_by("column", as_dict=True)
    for index in range(width):
        part = parts.get((index,))
        if part is None:
            column = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
        elif part.height == rows.height:
            column = part["text"]
        else:
            part = part.select(pl.col("row").cast(pl.UInt32).alias(ROW), "text")
            column = rows.join(part, on=ROW, how="left", maintain_order="left")["text"]
        columns.append(column.alias(f"c{index}"))
    return pl.DataFrame(columns)


def _cell_errors(filled: pl.DataFrame) -> list[Problem]:
    errors = filled.filter(pl.col("type") == "Error").select("row", "column", "text")
    return [
        Problem(
            "cell-error",
            "error",
            f"The {cell_name(row, column)} shows {text}: its formula could not be worked out.",
            "Correct the formula in Excel, or type the value in its place.",
            row=row,
            column=column_letters(column),
            value=text,
        )
        for row, column, text in errors.iter_rows()
    ]


def _formulas(cells: pl.DataFrame) -> list[Problem]:
    """Formulas without a result: Excel always stores it, programs that make files may not."""
    bare = cells.filter(
        pl.col("type").is_null()
        & pl.col("text").is_null()
        & pl.col("tag").str.contains(":Formula=", literal=True)
    )
    return [
        Problem(
            "formula-without-result",
            "warning",
            f"The {cell_name(row, column)} holds a formula, but the file does not say what it "
            "comes to. The cell is read as empty.",
            "Open the file in Excel, which works the formula out, and save it again.",
            row=row,
            column=column_letters(column),
        )
        for row, column in bare.select("row", "column").iter_rows()
    ]


def _merged(filled: pl.DataFrame) -> list[Problem]:
    merged = filled.filter((pl.col("across") > 0) | (pl.col("down") > 0))
    return [
        _merged_cells(row, column, across, down, text)
        for row, column, across, down, text in merged.select(
            "row", "column", "across", "down", "text"
        ).iter_rows()
    ]


def _merged_cells(row: int, column: int, across: int, down: int, text: str) -> Problem:
    first = f"{column_letters(column)}{row}"
    last = f"{column_letters(column + across)}{row + down}"
    return Problem(
        "merged-cells",
        "warning",
        f"The cells {first} to {last} are merged. The value counts for {first} only; the others "
        "are read as empty.",
        "Unmerge the cells and type the value wherever it belongs.",
        row=row,
        column=column_letters(column),
        value=text[:100],
    )


def _hidden(filled: pl.DataFrame) -> list[Problem]:
    count = filled.filter("hidden")["row"].n_unique()
    if not count:
        return []
    rows = "1 row is" if count == 1 else f"{count:,} rows are"
    return [
        Problem(
            "hidden-rows",
            "note",
            f"{rows} hidden in the sheet, by hand or by a filter. They are read like the others.",
            "If they should not be used, delete them from the sheet.",
        )
    ]
