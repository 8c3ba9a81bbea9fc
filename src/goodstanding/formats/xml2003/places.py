"""Where the sparse rows and cells of SpreadsheetML stand: indexes, spans and merges followed."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.unreadable import Unreadable


def place_rows(rows: pl.DataFrame, top: int) -> pl.DataFrame:
    """The Row elements with ``row`` (the number shown), ``hidden`` and ``row_style``.

    ``top`` is the number of the table's first row. A row with ss:Span stands for that many
    further rows without cells.
    """
    rows = rows.with_columns(
        _whole(rows["Index"], "a row"),
        _whole(rows["Span"], "a row").fill_null(0),
        (pl.col("Hidden") == "1").fill_null(value=False).alias("hidden"),
        pl.col("StyleID").alias("row_style"),
    )
    step = 1 + pl.col("Span")
    placed = rows.with_columns(_follow(pl.col("r") == 1, step, top).alias("row"))
    _check_order(placed, pl.col("row").shift(1) + step.shift(1), "row")
    return placed.select("r", "row", "hidden", "row_style")


def place_cells(cells: pl.DataFrame, rows: pl.DataFrame, left: int) -> pl.DataFrame:
    """The Cell elements with ``row``, ``column`` (from 0), ``across``, ``down`` and ``style``.

    ``left`` is the column, from 0, at which the table begins. The cell after a merged one
    stands behind all that it covers.
    """
    cells = cells.with_columns(
        _whole(cells["Index"], "a cell"),
        _whole(cells["MergeAcross"], "a cell").fill_null(0).alias("across"),
        _whole(cells["MergeDown"], "a cell").fill_null(0).alias("down"),
        pl.col("StyleID").alias("style"),
        # Rows are numbered from 1 without gaps, so a cell's row is found by its place.
        *(
            rows[name].gather((cells["r"] - 1).cast(pl.UInt32)).alias(name)
            for name in ("row", "hidden", "row_style")
        ),
    )
    first = (pl.col("r") != pl.col("r").shift(1)).fill_null(value=True)
    step = 1 + pl.col("across")
    placed = cells.with_columns(_follow(first, step, 1).alias("place"))
    follows = pl.when(~first).then(pl.col("place").shift(1) + step.shift(1))
    _check_order(placed, follows, "place")
    return placed.with_columns((pl.col("place") - 1 + left).alias("column"))


def _follow(first: pl.Expr, step: pl.Expr, base: int) -> pl.Expr:
    """Numbers that start anew at ``base`` or at an Index, and else go on by the steps."""
    passed = step.cum_sum() - step
    start = pl.when(pl.col("Index").is_not_null()).then(pl.col("Index")).when(first).then(base)
    return passed + (start - passed).forward_fill()


def _check_order(placed: pl.DataFrame, next_free: pl.Expr, column: str) -> None:
    back = placed.filter(pl.col(column) < next_free)
    zero = placed.filter(pl.col(column) < 1)
    for wrong in (back, zero):
        if wrong.height:
            where = f"row {wrong['row'][0]}"
            raise _bad_index(str(wrong["Index"][0]), where, "Index")


def _whole(said: pl.Series, where: str) -> pl.Series:
    """An attribute that must be a whole number; Unreadable when it is something else."""
    if said.null_count() == len(said):
        return said.cast(pl.Int64)
    number = said.str.to_integer(strict=False, dtype=pl.Int64)
    wrong = said.filter(said.is_not_null() & (number.is_null() | (number < 0) | (number > 10**9)))
    if len(wrong):
        raise _bad_index(wrong[0], where, said.name)
    return number


def _bad_index(said: str, place: str, attribute: str) -> Unreadable:
    return Unreadable(
        "xml-bad-index",
        f'At {place}, the file says {attribute}="{said[:40]}", which does not follow the place '
        "before it, so it is not clear where the values belong.",
        'Open it in Excel and save it again as "XML Spreadsheet 2003".',
        place=place,
    )
