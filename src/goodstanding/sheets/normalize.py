"""Cells to typed columns: what each row says, and everything that is wrong with single cells."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from goodstanding.formats.formulas import rearm
from goodstanding.formats.problem import PROBLEM_SCHEMA, Problem, problems_frame
from goodstanding.formats.table import ROW
from goodstanding.sheets.answers import NO_ANSWERS, Answers
from goodstanding.sheets.column import Column, SheetKind, ValueKind
from goodstanding.sheets.correct import correct
from goodstanding.sheets.date_order import Ambiguous, DateOrder, date_orders
from goodstanding.sheets.dictionary_encoded import (
    DictionaryEncoded,
    decode,
    decode_frame,
    encode,
    encode_all,
)
from goodstanding.sheets.placeholders import without_placeholders
from goodstanding.sheets.reading_problems import reading_problems, without_repeats
from goodstanding.sheets.recognize import Recognized
from goodstanding.sheets.values.choices import read_choice, read_flag
from goodstanding.sheets.values.dates import read_dates
from goodstanding.sheets.values.identifiers import read_identifier
from goodstanding.sheets.values.numbers import read_number
from goodstanding.sheets.values.text import UNTIDY, clean, key, read_text

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

THREADS = 2
"""So many columns are read at a time."""

PLAIN = r"^[A-Za-z0-9]{1,14}$"
"""Identifiers and texts that no reader finds anything wrong with."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A column as it was read: ``frame`` has its columns of ``Entries.frame``, a row for each of
    its texts; ``codes`` has the index of each row's text (None: the rows themselves).
    """

    frame: pl.DataFrame
    codes: pl.Series | None


@dataclass(frozen=True, slots=True)
class Entries:
    """What the rows say.

    ``columns`` has the fields that the sheet has, ``row`` the number of each row; together they
    give ``frame``, whole or a piece at a time. ``cells`` has the texts they were typed from.
    ``undecided`` has a date for each field whose order of day and month nothing tells.
    ``only_newer``: a license on record stays as it is where it is good for longer than the file
    says.
    """

    kind: SheetKind
    row: pl.Series
    columns: dict[str, Typed]
    problems: pl.DataFrame
    headings: dict[str, str]
    cells: dict[str, DictionaryEncoded]
    undecided: dict[str, Ambiguous]
    only_newer: bool = False

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.row.len()

    @property
    def frame(self) -> pl.DataFrame:
        """All rows, as ``piece`` gives them."""
        return self.piece(0, self.height)

    def texts(self, field: str) -> tuple[pl.Series, pl.Series | None]:
        """The typed texts of a field, and the place of each row's among them, as in ``Typed``."""
        typed = self.columns.get(field)
        if typed is None:
            blank = pl.Series(field, [None], dtype=pl.String)
            return blank, pl.zeros(self.height, dtype=pl.UInt32, eager=True)
        return typed.frame[field], typed.codes

    def values(self, field: str) -> pl.Series:
        """The typed value of a field for each row."""
        return decode(*self.texts(field))

    def piece(self, offset: int, length: int) -> pl.DataFrame:
        """Some rows: ``row``, then for each field of the kind its typed value (null where the cell
        is blank, bad, or its column absent), ``text_<field>`` (the cell's text, cleaned),
        ``clear_<field>`` (the cell says CLEAR) and, where the column has words of its own,
        ``word_<field>`` (the cell holds one of them).
        """
        frame = self.row.slice(offset, length).to_frame()
        for column in self.kind.columns:
            typed = self.columns.get(column.field)
            if typed is None:
                frame = frame.with_columns(_absent(column))
            elif typed.codes is None:
                frame = frame.hstack(typed.frame.slice(offset, length))
            else:
                frame = frame.hstack(typed.frame[typed.codes.slice(offset, length)])
        return frame


def normalize(recognized: Recognized, *, today: date, answers: Answers = NO_ANSWERS) -> Entries:
    """Type every cell of the sheet and collect the problems of cells and of the header."""
    kind, row = recognized.kind, recognized.rows[ROW]
    headings = {c.field: recognized.headings.get(c.field, c.heading) for c in kind.columns}
    in_file = _cells_of(recognized)
    cells, replaced = _corrected(in_file, row, kind, answers, headings)
    cells, placeholders = without_placeholders(cells, row, kind, headings)
    as_read = _less_corrected(reading_problems(recognized), headings, answers)
    problems = [as_read, problems_frame((*recognized.problems, *replaced, *placeholders))]
    dates = [c.field for c in kind.columns if c.kind == "date" and c.field in cells]
    # The file's own dates decide their order: correcting one must not turn the others around.
    texts = {
        field: in_file[field].values.drop_nulls().unique().rename("text")
        if field in in_file
        else pl.Series("text", [], pl.String)
        for field in dates
    }
    orders = date_orders(texts, headings, recognized.said_day_first, answers, today)
    present = [column for column in kind.columns if column.field in cells]

    def read(column: Column) -> tuple[Typed, list[pl.DataFrame]]:
        reader, notes = _reader(column, orders, today)
        typed, found = _read_column(
            cells[column.field], row, column, headings[column.field], reader
        )
        return typed, [problems_frame(notes), without_repeats(found, as_read)]

    with ThreadPoolExecutor(THREADS) as threads:
        columns = {}
        for column, (typed, found) in zip(present, threads.map(read, present), strict=True):
            columns[column.field] = typed
            problems += found
    return Entries(
        kind,
        row,
        columns,
        pl.concat(problems),
        headings,
        cells,
        {field: order.undecided for field, order in orders.items() if order.undecided},
        answers.renewals == "newer",
    )


def _cells_of(recognized: Recognized) -> dict[str, DictionaryEncoded]:
    """The cells of all columns that are known, cleaned and without spreadsheets' apostrophes."""
    known = [column for column in recognized.kind.columns if column.field in recognized.columns]

    def tidied(column: Column) -> DictionaryEncoded:
        cells = recognized.rows[recognized.columns[column.field]].alias(column.field)
        return _tidied(encode(cells), column, disarmed=recognized.disarmed)

    with ThreadPoolExecutor(THREADS) as threads:
        return dict(
            zip((column.field for column in known), threads.map(tidied, known), strict=True)
        )


def _tidied(texts: DictionaryEncoded, column: Column, *, disarmed: bool) -> DictionaryEncoded:
    if not texts.values.str.contains(f"^$|^'|{UNTIDY}").any():
        return texts
    cells = texts.values.to_frame().select(clean(pl.col(column.field)))
    cells = rearm(cells) if disarmed else cells
    return texts.with_values(cells.select(_without_apostrophe(column)).to_series())


def _corrected(
    in_file: dict[str, DictionaryEncoded],
    row: pl.Series,
    kind: SheetKind,
    answers: Answers,
    headings: dict[str, str],
) -> tuple[dict[str, DictionaryEncoded], list[Problem]]:
    if not answers.cells and not answers.values:
        return in_file, []
    cells, replaced = correct(decode_frame(in_file).insert_column(0, row), kind, answers, headings)
    return encode_all(cells.drop(ROW)), replaced


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


def _absent(column: Column) -> list[pl.Expr]:
    """The typed columns of a field that the sheet does not have: blank throughout."""
    return [
        pl.lit(None, TYPES[column.kind]).alias(column.field),
        pl.lit(None, pl.String).alias(f"text_{column.field}"),
        pl.lit(value=False).alias(f"clear_{column.field}"),
        *([pl.lit(value=False).alias(f"word_{column.field}")] if column.words else []),
    ]


def _read_column(
    cells: DictionaryEncoded, row: pl.Series, column: Column, heading: str, reader: Reader
) -> tuple[Typed, pl.DataFrame]:
    """One column of cells: its typed columns, and its problems."""
    field, text = column.field, pl.col("text")
    # Where nothing can be cleared, free text may well be the word (and somebody's name).
    said = column.clearable or column.kind != "text"
    clear = (text == CLEAR).fill_null(value=False) & pl.lit(said)
    word = key(text).is_in([_key_of(word) for word in column.words]).fill_null(value=False)
    plain = text.str.contains(PLAIN).fill_null(value=False) & pl.lit(
        column.kind in {"text", "identifier"}
    )
    marked = (
        cells.values.alias("text")
        .to_frame()
        .with_columns(
            clear=clear,
            word=word if column.words else pl.lit(value=False),
        )
        .with_columns(plain=plain & ~pl.col("clear"))
    )
    doubtful = marked.filter(~pl.any_horizontal("clear", "word", "plain"))
    readings = reader(doubtful.select("text").drop_nulls().unique(), column)
    joined = marked.join(readings, on="text", how="left", maintain_order="left")
    values = joined.select(
        _value(joined, column).alias(field),
        text.alias(f"text_{field}"),
        pl.col("clear").alias(f"clear_{field}"),
        *([pl.col("word").alias(f"word_{field}")] if column.words else []),
    )
    wrong = _wrong(joined, column)
    found = _by_rows(wrong, cells.codes, row).select(
        "code",
        "severity",
        pl.col(ROW).cast(pl.UInt32),
        pl.lit(heading).alias("column"),
        text.alias("value"),
        "message",
        "remedy",
        "suggestion",
    )
    return Typed(values, cells.codes), found.select(
        pl.col(name).cast(kind) for name, kind in PROBLEM_SCHEMA.items()
    )


def _value(joined: pl.DataFrame, column: Column) -> pl.Expr:
    read = pl.col("value").cast(TYPES[column.kind])
    if column.kind in {"text", "identifier"}:
        return pl.when("plain").then("text").otherwise(read)
    return read


def _wrong(joined: pl.DataFrame, column: Column) -> pl.DataFrame:
    """What is wrong with the texts, each with its place among them."""
    placed = joined.with_row_index("at")
    wrong = placed.drop_nulls("code").cast({"value": pl.String})
    if column.clearable:
        return wrong
    refused = placed.filter("clear").cast({"value": pl.String})
    return pl.concat([wrong, refused.with_columns(**_refused_clear(column))])


def _by_rows(wrong: pl.DataFrame, at: pl.Series | None, row: pl.Series) -> pl.DataFrame:
    """A row for each row in which one of the texts stands."""
    if at is None or wrong.is_empty():
        return wrong.with_columns(row.gather(wrong["at"]).alias(ROW))
    return pl.DataFrame([at.alias("at"), row]).join(wrong, on="at", maintain_order="left")


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
