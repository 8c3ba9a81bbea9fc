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
    problems = [problems_frame((*recognized.table.problems, *recognized.problems))]
    for column in recognized.kind.columns:
        source = recognized.columns.get(column.field)
        if source is None:
            typed.append(_absent_column(column, rows.height))
            continue
        texts = rows.select(ROW, text=clean(pl.col(source)))
        texts = _without_apostrophes(rearm(texts) if recognized.disarmed else texts, column)
        values, found = _read_column(texts, column, recognized.headings[column.field], today)
        typed.append(values)
        problems.append(found)
    headings = {
        c.field: recognized.headings.get(c.field, c.heading) for c in recognized.kind.columns
    }
    frame = pl.concat(typed, how="horizontal")
    return Entries(frame, pl.concat(problems), headings)


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
    cells: pl.DataFrame, column: Column, heading: str, today: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One column of cells (row, text): its typed columns, and its problems."""
    field, text = column.field, pl.col("text")
    clear = (text == CLEAR).fill_null(value=False)
    word = key(text).is_in([_key_of(word) for word in column.words]).fill_null(value=False)
    distinct = cells.filter(~clear, ~word).select("text").drop_nulls().unique()
    reader, notes = _reader(column, distinct["text"], heading, today)
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
    column: Column, texts: pl.Series, heading: str, today: date
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
    day_first = is_day_first(texts)
    return partial(read_dates, today=today, day_first=bool(day_first)), _order_note(
        texts, heading, day_first, today
    )


def _order_note(
    texts: pl.Series, heading: str, day_first: bool | None, today: date
) -> list[Problem]:
    """Say how the order of day and month was read, unless all dates are plainly month first."""
    if day_first is False:
        return []
    if day_first:
        return [
            Problem(
                "dates-day-first",
                "note",
                f"The dates in {heading} are read as day/month/year, because some have a first "
                "number above 12.",
                "If that is wrong, write them as MM/DD/YYYY.",
                column=heading,
            )
        ]
    sample = first_ambiguous(texts, today)
    if sample is None:
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
