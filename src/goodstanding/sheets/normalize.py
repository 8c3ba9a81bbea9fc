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
from goodstanding.sheets.answers import NO_ANSWERS, Answers
from goodstanding.sheets.column import Column, ValueKind
from goodstanding.sheets.correct import correct
from goodstanding.sheets.date_order import Ambiguous, DateOrder, date_orders
from goodstanding.sheets.placeholders import without_placeholders
from goodstanding.sheets.reading_problems import reading_problems, without_repeats
from goodstanding.sheets.recognize import Recognized
from goodstanding.sheets.values.choices import read_choice, read_flag
from goodstanding.sheets.values.dates import read_dates
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
    its own, ``word_<field>`` (the cell holds one of them). ``cells`` has the cells' texts as they
    were typed from: ``row`` and a column for each field that the sheet has. ``undecided`` has a
    date for each field whose order of day and month nothing tells. ``only_newer``: a license on
    record stays as it is where it is good for longer than the file says.
    """

    frame: pl.DataFrame
    problems: pl.DataFrame
    headings: dict[str, str]
    cells: pl.DataFrame
    undecided: dict[str, Ambiguous]
    only_newer: bool = False


def normalize(recognized: Recognized, *, today: date, answers: Answers = NO_ANSWERS) -> Entries:
    """Type every cell of the sheet and collect the problems of cells and of the header."""
    kind = recognized.kind
    headings = {c.field: recognized.headings.get(c.field, c.heading) for c in kind.columns}
    in_file = _cells_of(recognized)
    cells, replaced = correct(in_file, kind, answers, headings)
    cells, placeholders = without_placeholders(cells, kind, headings)
    typed: list[pl.DataFrame] = [cells.select(ROW)]
    as_read = _less_corrected(reading_problems(recognized), headings, answers)
    problems = [as_read, problems_frame((*recognized.problems, *replaced, *placeholders))]
    dates = [c.field for c in kind.columns if c.kind == "date" and c.field in cells.columns]
    # The file's own dates decide their order: correcting one must not turn the others around.
    texts = {
        field: in_file[field].drop_nulls().unique().rename("text")
        if field in in_file.columns
        else pl.Series("text", [], pl.String)
        for field in dates
    }
    orders = date_orders(texts, headings, recognized.said_day_first, answers, today)
    for column in kind.columns:
        if column.field not in cells.columns:
            typed.append(_absent_column(column, cells.height))
            continue
        reader, notes = _reader(column, orders, today)
        values, found = _read_column(
            cells.select(ROW, text=column.field), column, headings[column.field], reader
        )
        typed.append(values)
        problems += [problems_frame(notes), without_repeats(found, as_read)]
    undecided = {field: order.undecided for field, order in orders.items() if order.undecided}
    frame = pl.concat(typed, how="horizontal")
    return Entries(
        frame, pl.concat(problems), headings, cells, undecided, answers.renewals == "newer"
    )


def _cells_of(recognized: Recognized) -> pl.DataFrame:
    """The cells of all columns that are known, cleaned and without spreadsheets' apostrophes."""
    rows, columns = recognized.rows, recognized.columns
    present = [column for column in recognized.kind.columns if column.field in columns]
    cells = rows.select(ROW, *(clean(pl.col(columns[c.field])).alias(c.field) for c in present))
    cells = rearm(cells) if recognized.disarmed else cells
    return cells.with_columns(_without_apostrophe(column) for column in present)


def _less_corrected(
    as_read: pl.DataFrame, headings: dict[str, str], answers: Answers
) -> pl.DataFrame:
    """The reader's problems without those of cells that a person has written anew since."""
    corrected = [
        {ROW: int(row), "column": headings[field]}
        for row, texts in answers.cells.items()
        for field in texts
        if field in headings
    ]
    cells = pl.DataFrame(corrected, schema={ROW: pl.UInt32, "column": pl.String})
    return as_read.join(cells, on=[ROW, "column"], how="anti", maintain_order="left")


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
    cells: pl.DataFrame, column: Column, heading: str, reader: Reader
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One column of cells (row, text): its typed columns, and its problems."""
    field, text = column.field, pl.col("text")
    # Where nothing can be cleared, free text may well be the word (and somebody's name).
    said = column.clearable or column.kind != "text"
    clear = (text == CLEAR).fill_null(value=False) & pl.lit(said)
    word = key(text).is_in([_key_of(word) for word in column.words]).fill_null(value=False)
    distinct = cells.filter(~clear, ~word).select("text").drop_nulls().unique()
    joined = cells.join(reader(distinct, column), on="text", how="left", maintain_order="left")
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
    return values, found.select(pl.col(name).cast(kind) for name, kind in PROBLEM_SCHEMA.items())


def _reader(
    column: Column, orders: dict[str, DateOrder], today: date
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
    order = orders[column.field]
    reader = partial(read_dates, today=today, day_first=order.day_first)
    return reader, [order.note] if order.note else []


def _refused_clear(column: Column) -> dict[str, pl.Expr]:
    return {
        "severity": pl.lit("error"),
        "code": pl.lit("cannot-be-cleared"),
        "message": pl.lit(f"{column.heading} cannot be emptied."),
        "remedy": pl.lit("Leave the cell blank to keep the value, or write another value."),
    }


def _without_apostrophe(column: Column) -> pl.Expr:
    """The column's cells without the one apostrophe that people put before identifiers and dates
    themselves.
    """
    cell = pl.col(column.field)
    return cell.str.replace(r"^'(\d)", "${1}") if column.kind in {"identifier", "date"} else cell


def _key_of(word: str) -> str:
    return str(pl.select(key(pl.lit(word))).item())
