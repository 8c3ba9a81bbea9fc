"""The workbook to fill in: the sheet with its drop-downs, and the hidden lists behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from goodstanding.exports.frames import Typed, as_texts, stored_numbers
from goodstanding.exports.instructions import instructions_sheet
from goodstanding.formats.place import column_letters
from goodstanding.formats.styled_workbook.sheet import (
    TONES,
    Check,
    Chunk,
    Note,
    RichSheet,
    column_widths,
)
from goodstanding.formats.styled_workbook.styles import look_of
from goodstanding.sheets.column import Column, SheetKind
from goodstanding.sheets.normalize import CLEAR
from goodstanding.sheets.values.dates import YEARS
from goodstanding.sheets.values.numbers import LARGEST

LISTS = "Lists"
LAST_DAY = (date(YEARS[1], 12, 31) - date(1899, 12, 30)).days
SPARE_ROWS = 5_000
"""So many rows below the last one are ready to be filled in."""
NARROWEST, WIDEST_HEADING = 12, 24


def workbook_sheets(
    kind: SheetKind, tab: str, typed: Typed, lists: Mapping[str, Sequence[str]]
) -> list[RichSheet]:
    """The instructions, the sheet with these records, and the lists, which are hidden.

    The sheet is the one that is shown first: "Text (Tab delimited)" saves what is shown.
    """
    sheets = [instructions_sheet(kind), _sheet_to_fill_in(kind, tab, typed, lists)]
    return [*sheets, _lists_sheet(kind, lists)] if lists else sheets


def with_heading_row(columns: Sequence[Column], texts: pl.DataFrame) -> pl.DataFrame:
    """The texts below a row of the columns' headings."""
    headings = {column.field: [column.heading] for column in columns}
    return pl.concat([pl.DataFrame(headings, schema=texts.schema), texts])


def _sheet_to_fill_in(
    kind: SheetKind, tab: str, typed: Typed, lists: Mapping[str, Sequence[str]]
) -> RichSheet:
    columns, frame = kind.columns, typed.first
    texts = with_heading_row(columns, as_texts(columns, frame))
    heading = pl.Series([None], dtype=pl.String)
    widths = [
        max(width, NARROWEST, min(len(column.heading) + 4, WIDEST_HEADING))
        for width, column in zip(column_widths(texts), columns, strict=True)
    ]
    required = [(0, column.field, "required") for column in columns if column.required]
    places = {field: index for index, field in enumerate(lists)}
    return RichSheet(
        tab,
        texts,
        heading_rows=1,
        stored={
            field: pl.concat([heading, numbers.rename("")])
            for field, numbers in stored_numbers(columns, frame).items()
        },
        looks=tuple(look_of(_cell_kind(column)) for column in columns),
        tones=pl.DataFrame(required, schema=TONES, orient="row"),
        widths=tuple(widths),
        notes=tuple(
            Note(0, index, _note(column)) for index, column in enumerate(columns) if _note(column)
        ),
        checks=tuple(
            _check(index, column, places.get(column.field), len(lists.get(column.field, ())))
            for index, column in enumerate(columns)
        ),
        checked_rows=texts.height + typed.rest_rows + SPARE_ROWS,
        active=True,
        rest=(
            Chunk(as_texts(columns, below), stored_numbers(columns, below)) for below in typed.rest
        ),
        rest_rows=typed.rest_rows,
    )


def _lists_sheet(kind: SheetKind, lists: Mapping[str, Sequence[str]]) -> RichSheet:
    """The lists side by side. Their headings are none of the sheet's, so that it is never taken
    for the sheet to be read.
    """
    longest = max(len(values) for values in lists.values())
    frame = pl.DataFrame(
        {
            field: [
                f"Values of {kind.column(field).heading}",
                *values,
                *([None] * (longest - len(values))),
            ]
            for field, values in lists.items()
        },
        schema=dict.fromkeys(lists, pl.String),
    )
    return RichSheet(LISTS, frame, heading_rows=1, hidden=True)


def _cell_kind(column: Column) -> str:
    return column.kind if column.kind in {"date", "number"} else "text"


def _note(column: Column) -> str:
    parts = [
        "Required." if column.required else "",
        column.help,
        f"Example: {column.example}" if column.example else "",
    ]
    return "\n".join(part for part in parts if part)


def _check(index: int, column: Column, place: int | None, length: int) -> Check:
    """What the cells of a column may hold.

    What can only be right by the list is refused otherwise. A list of the organization may have
    grown since, and a cell that can be emptied holds CLEAR: there Excel asks, and does not refuse.
    """
    title, prompt = column.heading, column.help
    clear = f" The word {CLEAR} empties the value." if column.clearable else ""
    if place is not None:
        letter = column_letters(place)
        source = f"={LISTS}!${letter}$2:${letter}${length + 1}"
        closed = bool(column.choices) or column.kind == "flag"
        fault = (
            "Choose one of the values from the list: click the arrow beside the cell."
            if closed
            else "This was not in your organization's list when the spreadsheet was made. Keep it "
            "only if it has been added since, or is another name for a value of the list."
        )
        refuses = closed and not column.clearable
        return Check(index, "list", source, 0, title, prompt, fault, refuses)
    if column.kind == "date":
        words = f" So may the word {column.words[0]}." if column.words else ""
        fault = f"Write a date as MM/DD/YYYY, such as 01/31/2027.{clear}{words}"
        return Check(index, "date", "", LAST_DAY, title, prompt, fault)
    if column.kind == "number":
        fault = f"Write a number from 0 to {LARGEST:,}, such as 20 or 7.5.{clear}"
        return Check(index, "number", "", LARGEST, title, prompt, fault)
    if column.max_length:
        fault = f"At most {column.max_length:,} characters fit."
        return Check(index, "length", "", column.max_length, title, prompt, fault, True)
    return Check(index, title=title, prompt=prompt)
