"""Cells of sheets -> the XML of an Excel workbook, a column at a time, some rows at a time.

Texts stand in their cells: to share them, all would have to be known before the first is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO

import polars as pl

from goodstanding.formats.format import SLICE
from goodstanding.formats.place import column_letters
from goodstanding.formats.styled_workbook.sheet import Chunk, RichSheet
from goodstanding.formats.styled_workbook.styles import look_of
from goodstanding.formats.styled_workbook.texts import spelled

_HEADING = look_of("text", "heading")


def looks_used(sheet: RichSheet) -> set[str]:
    """The looks that the cells of the sheet have."""
    names = sheet.frame.columns
    used = {sheet.look(index) for index in range(len(names))}
    if sheet.heading_rows:
        used.add(_HEADING)
    kinds = {name: _kind(sheet, index) for index, name in enumerate(names)}
    for column, tone in sheet.tones.select("column", "tone").unique().iter_rows():
        used |= {look_of(kinds[column], tone), look_of("text", tone)}
    return used | {look_of(kind, tone) for kind in kinds.values() for tone in sheet.rest_tones}


def rows_of(sheet: RichSheet, styles: Mapping[str, str]) -> Iterator[bytes]:
    """The rows as XML, some at a time; ``styles`` has the number of each look.

    ValueError for a text that Excel cannot hold.
    """
    start = 0
    for chunk in _chunks(sheet):
        height = chunk.frame.height
        headings = min(max(sheet.heading_rows - start, 0), height)
        if headings:
            yield _rows(sheet, chunk.part(0, headings), start, styles, heading=True)
        if height > headings:
            rest = chunk.part(headings, height - headings) if headings else chunk
            yield _rows(sheet, rest, start + headings, styles, heading=False)
        start += height


def _chunks(sheet: RichSheet) -> Iterator[Chunk]:
    there = Chunk(sheet.frame, sheet.stored, sheet.tones)
    for start in range(0, sheet.frame.height, SLICE):
        yield there.part(start, SLICE)
    yield from sheet.rest


def _rows(
    sheet: RichSheet, chunk: Chunk, start: int, styles: Mapping[str, str], *, heading: bool
) -> bytes:
    """The rows, of which all are headings or none."""
    height = chunk.frame.height
    number = pl.int_range(start + 1, start + height + 1, eager=True).cast(pl.String)
    given, cells = [number.alias("n")], [pl.format('<row r="{}">', "n").alias("row")]
    for index, (name, text) in enumerate(spelled(chunk.frame, start).items()):
        kind = "text" if heading else _kind(sheet, index)
        style = styles[_HEADING if heading else sheet.look(index)]
        stored = chunk.stored.get(name)
        given.append(text.alias(f"t{index}"))
        if stored is not None:
            given.append(stored.alias(f"v{index}"))
        tones = chunk.tones.filter(pl.col("column") == name)
        if tones.height:
            given.append(_styles(tones, kind, style, styles, height).alias(f"s{index}"))
        cell = _cell(index, style, has_number=stored is not None, has_tones=tones.height > 0)
        cells.append(cell.alias(name))
    # Not a text for each row, but all of them at once; a line break between cells says nothing.
    lines = BytesIO()
    rows = pl.DataFrame(given).select(cells)
    rows.write_csv(
        lines,
        include_header=False,
        separator="\n",
        line_terminator="</row>\n",
        quote_style="never",
    )
    return lines.getvalue()


def _styles(
    tones: pl.DataFrame, kind: str, style: str, styles: Mapping[str, str], height: int
) -> pl.Series:
    """The number of the look of each cell of a column; null for cells without a tone."""
    own = tones.select(look=pl.format("{}:{}", pl.lit(kind), "tone"))["look"]
    empty = pl.repeat(None, height, dtype=pl.String, eager=True)
    return empty.scatter(tones["row"], own.replace_strict(dict(styles)))


def _cell(index: int, style: str, *, has_number: bool, has_tones: bool) -> pl.Expr:
    """The cell as XML: a number, a text, an empty one with a tone, or nothing at all."""
    look = pl.coalesce(f"s{index}", pl.lit(style)) if has_tones else pl.lit(style)
    begin = (pl.lit(f'<c r="{column_letters(index)}'), "n", pl.lit('" s="'), look)
    cells = [
        pl.concat_str(*begin, pl.lit('" t="inlineStr"><is>'), f"t{index}", pl.lit("</is></c>"))
    ]
    if has_number:
        cells.insert(0, pl.concat_str(*begin, pl.lit('"><v>'), f"v{index}", pl.lit("</v></c>")))
    if has_tones:
        cells.append(
            pl.when(pl.col(f"s{index}").is_not_null()).then(pl.concat_str(*begin, pl.lit('"/>')))
        )
    return pl.coalesce(cells)


def _kind(sheet: RichSheet, index: int) -> str:
    return sheet.look(index).partition(":")[0]
