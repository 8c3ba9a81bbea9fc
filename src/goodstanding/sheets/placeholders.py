"""Words that people write where there is nothing to write: read as blank cells, and said so."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from goodstanding.formats.problem import Problem
from goodstanding.formats.table import ROW
from goodstanding.sheets.column import Column, SheetKind
from goodstanding.sheets.dictionary_encoded import DictionaryEncoded, decode
from goodstanding.sheets.values.text import key

WORDS = ("n/a", "na", "none", "null", "nil", "tbd", "unknown", "not applicable", "not available")
DASHES = r"^[-–—_.?]{1,3}$"


def without_placeholders(
    cells: Mapping[str, DictionaryEncoded],
    row: pl.Series,
    kind: SheetKind,
    headings: Mapping[str, str],
) -> tuple[dict[str, DictionaryEncoded], list[Problem]]:
    """The cells by field, without placeholders, and what was said; ``row`` numbers the rows.

    Free text keeps them: a note may well say "none". A license number that is left blank may
    decide which license a row means, so there it is a warning.
    """
    problems: list[Problem] = []
    kept = dict(cells)
    for column in kind.columns:
        if column.field not in cells or not _may_be_blank(column):
            continue
        texts = cells[column.field]
        empty = _is_placeholder(texts.values, column)
        if empty.any():
            text = texts.values.to_frame().select(pl.when(~empty).then(pl.col(column.field)))
            kept[column.field] = texts.with_values(text.to_series())
            found = pl.DataFrame([row, texts.rows()]).filter(decode(empty, texts.codes))
            problems.append(_problem(column, found, headings[column.field]))
    return kept, problems


def _is_placeholder(texts: pl.Series, column: Column) -> pl.Series:
    """Whether a text says nothing; what has a digit always says something."""
    wordy = ~texts.str.contains("[0-9]").fill_null(value=True)
    if not wordy.any():
        return wordy
    text = pl.col(column.field)
    own = [choice for c in column.choices for choice in (c.label, *c.synonyms)]
    mine = text.str.to_lowercase().is_in([word.lower() for word in (*column.words, *own)])
    error = text.str.starts_with("#")  # a spreadsheet's #N/A is not a person's N/A
    keys = [str(pl.select(key(pl.lit(word))).item()) for word in WORDS]
    empty = (key(text).is_in(keys) & ~mine & ~error) | text.str.contains(DASHES)
    words = texts.filter(wordy).unique()
    said = words.to_frame().filter(empty).to_series()
    return wordy & texts.is_in(said.to_list())


def _may_be_blank(column: Column) -> bool:
    """Free text may say "none" in earnest, and the ID of a license may be NA, for nurse aide."""
    return not column.required and (column.kind != "text") and column.field != "license_code"


def _problem(column: Column, found: pl.DataFrame, heading: str) -> Problem:
    text, count = found[column.field][0], found.height
    number = column.kind == "identifier"
    return Problem(
        "placeholder-in-number" if number else "placeholder-read-as-blank",
        "warning" if number else "note",
        f'"{text}" in {heading} was read as a blank cell'
        + (f", and so were {count - 1:,} more like it." if count > 1 else "."),
        "Leave the cell blank if there is nothing to say." if number else "No action needed.",
        row=found[ROW][0],
        column=heading,
        value=text,
    )
