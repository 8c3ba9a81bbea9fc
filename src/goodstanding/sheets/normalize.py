"""Cells to typed columns: what each row says, and everything that is wrong with single cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from goodstanding.formats.formulas import rearm
from goodstanding.formats.problem import PROBLEM_SCHEMA, Problem, problems_frame
from goodstanding.formats.table import ROW
from goodstanding.sheets.column import Column, ValueKind
from goodstanding.sheets.reading_problems import reading_problems, without_repeats
from goodstanding.sheets.recognize import Recognized
from goodstanding.sheets.values.choices import read_choice, read_flag
from goodstanding.sheets.values.dates import first_ambiguous, is_day_first, read_dates
from goodstanding.sheets.values.identifiers import read_identifier
from goodstanding.sheets.values.numbers import read_number
from goodstanding.sheets.values.text import clean, key, read_text

CLEAR = "CLEAR"
"""The word that empties a value; a blank cell leaves it as it is."""

TYPES: dict[ValueKind, type[pl.DataType] | pl.DataType] = {
    "text": pl.String,
    "identifier": pl.String,
    "choice": pl.String,
    "date": pl.Date,
    "flag": pl.Boolean,
    "number": pl.Decimal(12, 2),
}

Reader = Callable[[pl.DataFrame, Column], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How dates are read: ``of_file`` tells whether the day stands first in the file's dates
    taken together (None: nothing tells), for columns that do not tell themselves.
    """

    today: date
    of_file: bool | None


@dataclass(frozen=True, slots=True)
class Entries:
    """What the rows say. ``frame`` has ``row``, then for each field of the kind its typed value
    (null where the cell is blank, bad, or its column absent), ``text_<field>`` (the cell's
    text, cleaned), ``clear_<field>`` (the cell says CLEAR) and, where the column has words of
    its own, ``word_<field>`` (the cell holds one of them).
    """

    frame: pl.DataFrame
    problems: pl.DataFrame
    headings: dict[str, str]


def normalize(recognized: Recognized, *, today: date) -> Entries:
    """Type every cell of the sheet and collect the problems of cells and of the header."""
    rows = recognized.rows
    typed: list[pl.DataFrame] = [rows.select(ROW)]
    as_read = reading_problems(recognized)
    problems = [as_read, problems_frame(recognized.problems)]
    cells = {
        column.field: _cells_of(recognized, rows, column)
        for column in recognized.kind.columns
        if column.field in recognized.columns
    }
    dates = [column.field for column in recognized.kind.columns if column.kind == "date"]
    order = _date_order([cells[field] for field in dates if field in cells], today)
    for column in recognized.kind.columns:
        if column.field not in cells:
            typed.append(_absent_column(column, rows.height))
            continue
        heading = recognized.headings[column.field]
        values, found = _read_column(cells[column.field], column, heading, order)
        typed.append(values)
        problems.append(without_repeats(found, as_read))
    headings = {
        c.field: recognized.headings.get(c.field, c.heading) for c in recognized.kind.columns
    }
    frame = pl.concat(typed, how="horizontal")
    return Entries(frame, pl.concat(problems), headings)


def _cells_of(recognized: Recognized, rows: pl.DataFrame, column: Column) -> pl.DataFrame:
    """The cells of a column (row, text), cleaned and without the apostrophes of spreadsheets."""
    texts = rows.select(ROW, text=clean(pl.col(recognized.columns[column.field])))
    return _without_apostrophes(rearm(texts) if recognized.disarmed else texts, column)


def _date_order(dates: list[pl.DataFrame], today: date) -> DateOrder:
    """The order of day and month in all date columns together."""
    texts = [cells["text"].drop_nulls().unique() for cells in dates]
    return DateOrder(today, is_day_first(pl.concat(texts)) if texts else None)


def _absent_column(column: Column, height: int) -> pl.DataFrame:
    """The typed columns of a field that the sheet does not have: blank throughout."""
    return pl.DataFrame(
        {
            column.field: pl.Series([None], dtype=TYPES[column.kind]),
            f"text_{column.field}": pl.Series([None], dtype=pl.String),
            f"clear_{column.field}": pl.Series([False]),
            **({f"word_{column.field}": pl.Series([False])} if column.words else {}),
        }
    ).select(pl.all().repeat_by(height).explode().head(height))


def _read_column(
    cells: pl.DataFrame, column: Column, heading: str, order: DateOrder
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One column of cells (row, text): its typed columns, and its problems."""
    field, text = column.field, pl.col("text")
    clear = (text == CLEAR).fill_null(value=False)
    word = key(text).is_in([_key_of(word) for word in column.words]).fill_null(value=False)
    distinct = cells.filter(~clear, ~word).select("text").drop_nulls().unique()
    reader, notes = _reader(column, distinct["text"], heading, order)
    read = reader(distinct, column)
    joined = cells.join(read, on="text", how="left", maintain_order="left")
    values = joined.select(
        pl.col("value").cast(TYPES[column.kind]).alias(field),
        text.alias(f"text_{field}"),
        clear.alias(f"clear_{field}"),
        *([word.alias(f"word_{field}")] if column.words else []),
    )
    wrong = joined.drop_nulls("code")
    if not column.clearable:
        refused = joined.filter(clear).with_columns(**_refused_clear(column))
        wrong = pl.concat([wrong.cast({"value": pl.String}), refused.cast({"value": pl.String})])
    found = wrong.select(
        "code",
        "severity",
        pl.col(ROW).cast(pl.UInt32),
        pl.lit(heading).alias("column"),
        text.alias("value"),
        "message",
        "remedy",
        "suggestion",
    )
    return values, pl.concat(
        [
            problems_frame(notes),
            found.select(pl.col(name).cast(kind) for name, kind in PROBLEM_SCHEMA.items()),
        ]
    )


def _reader(
    column: Column, texts: pl.Series, heading: str, order: DateOrder
) -> tuple[Reader, list[Problem]]:
    """The reader for the column's kind; dates have their day-and-month order decided first."""
    if column.kind != "date":
        readers: dict[ValueKind, Reader] = {
            "text": read_text,
            "identifier": read_identifier,
            "number": read_number,
            "flag": read_flag,
            "choice": read_choice,
        }
        return readers[column.kind], []
    own = is_day_first(texts)
    day_first = bool(order.of_file if own is None else own)
    reader = partial(read_dates, today=order.today, day_first=day_first)
    return reader, _order_note(texts, heading, own, order)


def _order_note(
    texts: pl.Series, heading: str, own: bool | None, order: DateOrder
) -> list[Problem]:
    """Say how the order of day and month was read, unless all dates are plainly month first."""
    sample = None if own is not None else first_ambiguous(texts, order.today)
    if own or (sample and order.of_file):
        because = (
            "some have a first number above 12" if own else "other dates of the file are written so"
        )
        return [
            Problem(
                "dates-day-first",
                "note",
                f"The dates in {heading} are read as day/month/year, because {because}.",
                "If that is wrong, write them as MM/DD/YYYY.",
                column=heading,
            )
        ]
    if sample is None or order.of_file is False:
        return []
    return [
        Problem(
            "dates-month-first",
            "note",
            f"Nothing in {heading} tells whether the day or the month stands first. The dates "
            f"are read as month/day/year: {sample[0]} as {sample[1]:%B} {sample[1].day}, "
            f"{sample[1].year}.",
            "If that is wrong, write the dates as YYYY-MM-DD or with the month's name.",
            column=heading,
        )
    ]


def _refused_clear(column: Column) -> dict[str, pl.Expr]:
    return {
        "severity": pl.lit("error"),
        "code": pl.lit("cannot-be-cleared"),
        "message": pl.lit(f"{column.heading} cannot be emptied."),
        "remedy": pl.lit("Leave the cell blank to keep the value, or write another value."),
    }


def _without_apostrophes(texts: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Take off the one apostrophe that people put before identifiers and dates themselves."""
    if column.kind not in {"identifier", "date"}:
        return texts
    return texts.with_columns(pl.col("text").str.replace(r"^'(\d)", "${1}"))


def _key_of(word: str) -> str:
    return str(pl.select(key(pl.lit(word))).item())
