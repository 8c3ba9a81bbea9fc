"""Answers about the reading of a file, given as arguments of a command."""

from __future__ import annotations

import argparse

from goodstanding.formats.place import MAX_COLUMN, column_letters
from goodstanding.imports.kinds import find_kind
from goodstanding.refusals import Invalid
from goodstanding.sheets.answers import NOT_IMPORTED, Answers
from goodstanding.sheets.column import SheetKind
from goodstanding.sheets.headers import key_of_heading

REMEDY = "Write it as --column C=Username, or --column C=- to leave column C out."


def answers_given(options: argparse.Namespace, kind: str) -> Answers:
    """What the arguments say; ``Invalid`` where they make no sense."""
    sheet = find_kind(kind).sheet
    dates = [column.field for column in sheet.columns if column.kind == "date"]
    day_first = dict.fromkeys(dates, options.dates == "day-first") if options.dates else {}
    return Answers(
        encoding=options.encoding,
        renewals="newer" if options.only_newer else "",
        sheet=options.sheet,
        header_row=options.header_row,
        columns=dict(_column(text, sheet) for text in options.column),
        day_first=day_first,
    )


def _column(text: str, sheet: SheetKind) -> tuple[str, str]:
    """The cell column and the field of "C=License Number"."""
    letters, _, heading = text.partition("=")
    cells = {column_letters(index): f"c{index}" for index in range(MAX_COLUMN)}
    cell = cells.get(letters.strip().upper())
    if cell is None:
        raise Invalid("no-such-column", f"{letters} is not the letter of a column.", REMEDY)
    if heading.strip() == NOT_IMPORTED:
        return cell, NOT_IMPORTED
    wanted = key_of_heading(heading)
    for column in sheet.columns:
        if wanted in {key_of_heading(column.heading), key_of_heading(column.field)}:
            return cell, column.field
    raise Invalid("no-such-field", f"{heading} is not a column of the {sheet.title}.", REMEDY)
