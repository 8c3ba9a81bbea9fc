"""Cells of sheets -> the XML of an Excel workbook, a column at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from goodstanding.formats.place import column_letters
from goodstanding.formats.workbook_look import look_of
from goodstanding.formats.workbook_sheet import RichSheet

SLICE = 20_000
"""So many rows are made at a time, which bounds the memory."""
LONGEST = 32_767
"""Characters that fit into a cell, in UTF-16 (Microsoft, "Excel specifications and limits")."""

_HEADING = look_of("text", "heading")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# ECMA-376 Part 1, 22.9.2.19: characters that XML lacks, and a return, which it would change.
_ESCAPES |= {chr(code): f"_x{code:04X}_" for code in range(32) if chr(code) not in "\t\n"}
_ESCAPES |= {"\ufffe": "_xFFFE_", "\uffff": "_xFFFF_"}
_SPELLED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def share_texts(sheets: Sequence[RichSheet]) -> tuple[pl.Series, list[pl.DataFrame]]:
    """Every text of the sheets once, and for each sheet the numbers of its cells' texts.

    ValueError for a text that Excel cannot hold.
    """
    columns = [sheet.frame[name].rename("text") for sheet in sheets for name in sheet.frame.columns]
    cells = pl.concat([pl.Series("text", [], pl.String), *columns]).to_frame()
    cells = cells.with_columns(pl.col("text").replace("", None))
    texts = cells.drop_nulls().unique(maintain_order=True).with_row_index("number")
    for text in texts["text"].filter(texts["text"].str.len_bytes() > LONGEST):
        if len(text.encode("utf-16-le")) > 2 * LONGEST:
            raise ValueError(f"{_place(text, sheets)} does not fit a workbook")
    # One look-up for all cells: each would have to go through all texts again.
    numbers = cells.join(texts, on="text", how="left", maintain_order="left")["number"]
    shared, start = [], 0
    for sheet in sheets:
        height, width = sheet.frame.shape
        of_sheet = numbers.slice(start, height * width)
        shared.append(
            pl.DataFrame(
                {
                    name: of_sheet.slice(height * index, height)
                    for index, name in enumerate(sheet.frame.columns)
                }
            )
        )
        start += height * width
    return texts["text"], shared


def shared_part(texts: pl.Series) -> bytes:
    """The part of the workbook that holds the shared texts."""
    marked = texts.filter(texts.str.contains("_x", literal=True))
    escaped = texts.replace(
        marked, pl.Series([_SPELLED.sub("_x005F_", text) for text in marked], dtype=pl.String)
    ).str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
    text = pl.col("text")
    # A writer that always asks for blanks to be kept would double the size of the part.
    tag = (
        pl.when(text.str.contains(r"^[ \t\n]|[ \t\n]$|\n"))
        .then(pl.lit('<si><t xml:space="preserve">'))
        .otherwise(pl.lit("<si><t>"))
    )
    items = escaped.to_frame("text").select(pl.concat_str(tag, text, pl.lit("</t></si>")))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{_MAIN}" '
        f'uniqueCount="{len(texts)}">{"".join(items.to_series())}</sst>'
    ).encode()


def looks_used(sheet: RichSheet) -> set[str]:
    """The looks that the cells of the sheet have."""
    used = {sheet.look(index) for index in range(sheet.frame.width)}
    if sheet.heading_rows:
        used.add(_HEADING)
    toned = sheet.tones.select("column", "tone").unique()
    places = {name: index for index, name in enumerate(sheet.frame.columns)}
    for column, tone in toned.iter_rows():
        kind = sheet.look(places[column]).partition(":")[0]
        used |= {look_of(kind, tone), look_of("text", tone)}
    return used


def rows_of(sheet: RichSheet, texts: pl.DataFrame, styles: Mapping[str, str]) -> Iterator[bytes]:
    """The rows as XML, a slice at a time; ``texts`` has the numbers of the shared texts,
    ``styles`` the number of each look.
    """
    for start in range(0, sheet.frame.height, SLICE):
        height = min(SLICE, sheet.frame.height - start)
        columns = [pl.Series("n", range(start + 1, start + height + 1)).cast(pl.String)]
        for index in range(sheet.frame.width):
            columns += _column(sheet, index, texts, start, styles)
        cells = (_cell(index) for index in range(sheet.frame.width))
        row = pl.concat_str(pl.lit('<row r="'), "n", pl.lit('">'), *cells, pl.lit("</row>"))
        yield "".join(pl.DataFrame(columns).select(row).to_series()).encode()


def _column(
    sheet: RichSheet, index: int, texts: pl.DataFrame, start: int, styles: Mapping[str, str]
) -> list[pl.Series]:
    """For each cell of a column: the number of its text, the number it stores, its style, and
    whether it has a tone of its own.
    """
    name = sheet.frame.columns[index]
    shared = texts[name].slice(start, SLICE).cast(pl.String)
    height = len(shared)
    stored = sheet.stored.get(name)
    numbers = pl.repeat(None, height, dtype=pl.String, eager=True)
    if stored is not None:
        numbers = stored.slice(start, SLICE)
    headings = min(max(sheet.heading_rows - start, 0), height)
    look = sheet.look(index)
    style = pl.repeat(styles[look], height - headings, eager=True)
    if headings:
        style = pl.concat([pl.repeat(styles[_HEADING], headings, eager=True), style])
    kind = look.partition(":")[0]
    own = sheet.tones.filter(
        pl.col("column") == name, pl.col("row") >= start, pl.col("row") < start + height
    ).with_columns(
        look=pl.format(
            "{}:{}",
            pl.when(pl.col("row") < sheet.heading_rows)
            .then(pl.lit("text"))
            .otherwise(pl.lit(kind)),
            "tone",
        )
    )
    toned = pl.repeat(False, height, eager=True)
    if own.height:
        places = own["row"] - start
        style = style.scatter(places, own["look"].replace_strict(dict(styles)))
        toned = toned.scatter(places, True)
    return [
        shared.alias(f"t{index}"),
        numbers.alias(f"v{index}"),
        style.alias(f"s{index}"),
        toned.alias(f"x{index}"),
    ]


def _cell(index: int) -> pl.Expr:
    """The cell as XML: a number, a text, an empty one with a tone, or nothing at all."""
    begin = (pl.lit(f'<c r="{column_letters(index)}'), "n", pl.lit('" s="'), f"s{index}")
    end = pl.lit("</v></c>")
    number, text = pl.col(f"v{index}"), pl.col(f"t{index}")
    return (
        pl.when(number.is_not_null())
        .then(pl.concat_str(*begin, pl.lit('"><v>'), number, end))
        .when(text.is_not_null())
        .then(pl.concat_str(*begin, pl.lit('" t="s"><v>'), text, end))
        .when(f"x{index}")
        .then(pl.concat_str(*begin, pl.lit('"/>')))
        .otherwise(pl.lit(""))
    )


def _place(text: str, sheets: Sequence[RichSheet]) -> str:
    for sheet in sheets:
        for column, name in enumerate(sheet.frame.columns, start=1):
            found = sheet.frame[name].eq(text).arg_true()
            if len(found):
                return f"cell {column} of row {found[0] + 1}"
    return "a text"
