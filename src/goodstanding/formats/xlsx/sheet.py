"""One worksheet of an Excel workbook -> a table of text."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.bounds import check_rows
from goodstanding.formats.limits import Limits
from goodstanding.formats.package.archive import damaged
from goodstanding.formats.table import Table
from goodstanding.formats.workbook.displayed_numbers import PLAIN, show_all
from goodstanding.formats.workbook.number_formats import Kind, show_date_time
from goodstanding.formats.workbook.sheet_to_table import Doubts, Sheet, as_table
from goodstanding.formats.xlsx.book import Book, SheetPart
from goodstanding.formats.xlsx.cells import SCHEMA, find_cells, in_order
from goodstanding.formats.xlsx.cut import Worksheet, cut, rewrite, slices, take_apart
from goodstanding.formats.xlsx.shared_strings import spell_out, unescape


def read_sheet(
    data: bytes, sheet: SheetPart, book: Book, texts: pl.Series, limits: Limits
) -> Table:
    """The worksheet as a table; ``texts`` are the workbook's shared ones.

    Raises Unreadable where the part is damaged, and for exceeded limits.
    """
    worksheet = take_apart(data, sheet.part)
    cells = _cells(worksheet, limits, sheet.name)
    if cells is None:
        worksheet = rewrite(data, sheet.part)
        cells = _cells(worksheet, limits, sheet.name)
    if cells is None:
        raise damaged(f"its part {sheet.part} is not that of a worksheet", sheet.part)
    shown = _show(cells, book, texts, sheet.part)
    doubts = Doubts(worksheet.merges, worksheet.hidden_columns)
    return as_table(shown, Sheet(sheet.name, sheet.hidden), doubts, limits)


def _cells(worksheet: Worksheet, limits: Limits, name: str) -> pl.DataFrame | None:
    found, rows = [pl.DataFrame(schema=SCHEMA)], 0
    for part in slices(worksheet.body):
        tags = cut(part)
        cells = None if tags is None else find_cells(tags)
        if cells is None:
            return None
        rows += cells["row"].n_unique()
        if rows > 2 * limits.rows + 2:  # far too many: there is no need to know how many
            check_rows(rows, limits, name)
        found.append(cells)
    return in_order(pl.concat(found))


def _show(cells: pl.DataFrame, book: Book, texts: pl.Series, part: str) -> pl.DataFrame:
    """The cells with their texts as Excel shows them, and ``lost`` where it has lost digits."""
    type_ = pl.col("type")
    inline = cells["type"].is_in(["str", "inlineStr"])
    text = cells["text"]
    if inline.any():
        spelled = spell_out(unescape(text.filter(inline)))
        text = text.scatter(inline.arg_true(), spelled)
    shared = cells["type"] == "s"
    if shared.any():
        text = _shared(text, shared, texts, part)
    cells = cells.with_columns(text)
    cells = _show_numbers(cells, dict(enumerate(book.kinds)), book.date1904)
    truth = pl.col("text").replace({"1": "TRUE", "0": "FALSE"})
    cells = cells.with_columns(pl.when(type_ == "b").then(truth).otherwise("text").alias("text"))
    days = cells["type"] == "d"
    if days.any():
        moments = [show_date_time(each.removesuffix("Z")) for each in cells["text"].filter(days)]
        cells = cells.with_columns(
            cells["text"].scatter(days.arg_true(), pl.Series(moments, dtype=pl.String))
        )
    return cells


def _shared(text: pl.Series, shared: pl.Series, texts: pl.Series, part: str) -> pl.Series:
    """The stored values with the numbers of shared texts replaced by the texts."""
    numbers = text.str.strip_chars().cast(pl.UInt32, strict=False)
    numbers = pl.select(pl.when(shared & (numbers < len(texts))).then(numbers)).to_series()
    if (shared & numbers.is_null() & text.is_not_null()).any():
        raise damaged(f"its part {part} refers to texts that are missing", part)
    return pl.select(pl.when(shared).then(texts.gather(numbers)).otherwise(text)).to_series()


def _show_numbers(cells: pl.DataFrame, by_style: dict[int, Kind], date1904: bool) -> pl.DataFrame:
    kinds = {str(style): kind for style, kind in by_style.items() if kind != ""}
    cells = cells.with_columns(pl.lit(value=False).alias("lost"))
    where = cells.select(
        ((pl.col("type") == "n") & pl.col("text").is_not_null()).arg_true()
    ).to_series()
    stored = cells.select(pl.col("text", "style").gather(where))
    digits = {style: kind for style, kind in kinds.items() if isinstance(kind, int)}
    plain = pl.col("text").str.contains(PLAIN)
    shown = stored.with_columns(_filled_up(digits, plain), plain.alias("plain"))
    days = [style for style in kinds if style not in digits]
    odd = shown.select((~pl.col("plain") | pl.col("style").is_in(days)).arg_true()).to_series()
    text = shown["text"]
    if len(odd):
        table = show_all(stored[odd], kinds, date1904)
        found = stored[odd].join(table, on=["text", "style"], how="left", maintain_order="left")
        text = text.scatter(odd, found["shown"])
        lost = where.gather(odd.filter(found["lost"]))
        cells = cells.with_columns(cells["lost"].scatter(lost, values=True))
    return cells.with_columns(cells["text"].scatter(where, text))


def _filled_up(digits: dict[str, int], plain: pl.Expr) -> pl.Expr:
    """Whole numbers with the zeros that their format shows before them."""
    text = pl.col("text")
    whole = plain & text.str.contains(r"^[0-9]+$")
    for style, count in digits.items():
        text = (
            pl.when(whole & (pl.col("style") == style))
            .then(pl.col("text").str.zfill(count))
            .otherwise(text)
        )
    return text.alias("text")
