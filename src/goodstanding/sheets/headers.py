"""Headings: how they are spelled, and which row of a table they stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from goodstanding.formats.table import ROW, Table
from goodstanding.sheets.column import RESULT_HEADINGS, SheetKind
from goodstanding.sheets.values.text import clean, key

HEADER_SEARCH_ROWS = 60
"""Title and instruction rows may stand above the header, but not more than this."""
DATE_FORM = r"(?i)\b(?:(m{1,2})[/.\- ]?d{1,2}|(d{1,2})[/.\- ]?m{1,2})[/.\- ]?y{2,4}\b"
"""How a heading says in which order its dates are written: MM/DD/YYYY or DD.MM.YYYY."""


def heading_key(text: pl.Expr) -> pl.Expr:
    """What makes two headings the same: "License #*" is "license no (required)"."""
    words = text.str.replace_all("_", " ").str.replace_all(DATE_FORM, "")
    bare = words.str.replace_all(r"(?i)\(?\brequired\b\)?|\(optional\)|\*", "")
    return key(bare.str.replace_all("#", " no "))


def key_of_heading(heading: str) -> str:
    """The key of one heading."""
    return str(pl.select(heading_key(pl.lit(heading))).item())


def is_day_first_said(texts: list[str]) -> bool | None:
    """The order of day and month that a heading or a remark asks for; None where none does."""
    for text in texts:
        if match := re.search(DATE_FORM, text):
            return match.group(1) is None
    return None


def known_words(kind: SheetKind, headings: Mapping[str, str]) -> pl.DataFrame:
    """Every spelling of every heading: key, field; result columns have fields of their own.

    ``headings`` (key to field) is what people have said before, and comes first.
    """
    told = pl.DataFrame(
        {"key": list(headings), "field": list(headings.values())},
        schema={"key": pl.String, "field": pl.String},
    )
    rows = [
        {"key": word, "field": column.field}
        for column in kind.columns
        for word in (column.heading, *column.synonyms)
    ]
    rows += [{"key": heading, "field": f"result:{heading}"} for heading in RESULT_HEADINGS]
    own = pl.DataFrame(rows).with_columns(key=heading_key(pl.col("key")))
    return pl.concat([told, own]).unique("key", keep="first", maintain_order=True)


def heading_cells(table: Table, row: int) -> pl.DataFrame:
    """The cells of one row: column, text, key; blank ones left out."""
    wide = table.frame.filter(pl.col(ROW) == row).drop(ROW)
    return (
        wide.unpivot(variable_name="column", value_name="text")
        .with_columns(text=clean(pl.col("text")))
        .drop_nulls("text")
        .with_columns(key=heading_key(pl.col("text")))
    )


def best_header(table: Table, words: pl.DataFrame) -> tuple[int, int]:
    """How many fields the best header row names, and its number."""
    head = table.frame.head(HEADER_SEARCH_ROWS)
    if head.is_empty() or not table.columns:
        return 0, 0
    found = (
        head.unpivot(index=ROW, value_name="text")
        .with_columns(key=heading_key(clean(pl.col("text"))))
        .join(words, on="key")
        .group_by(ROW)
        .agg(pl.col("field").n_unique().alias("score"))
        .sort(["score", ROW], descending=[True, False])
    )
    if found.is_empty():
        return 0, 0
    return int(found["score"][0]), int(found[ROW][0])


def repeated_headings(rows: pl.DataFrame, headings: Mapping[str, str]) -> list[int]:
    """The rows that say the headings (cell column to heading) again, in two columns or more.

    Blocks that were pasted below each other bring theirs along.
    """
    present = {cell: heading for cell, heading in headings.items() if cell in rows.columns}
    if len(headings) < 2:
        return []
    for cell, heading in present.items():
        rows = rows.filter(pl.col(cell).is_null() | pl.col(cell).str.contains(_may_say(heading)))
    same = [
        clean(pl.col(cell)).str.to_lowercase() == heading.lower()
        for cell, heading in present.items()
    ]
    # All that is filled says the heading; a lone equal word may be a value.
    alike = pl.sum_horizontal(each.fill_null(value=False).cast(pl.Int32) for each in same)
    empty = pl.sum_horizontal(pl.col(cell).is_null().cast(pl.Int32) for cell in present)
    again = rows.filter(alike >= 2, alike + empty == len(present))
    return [int(row) for row in again[ROW]]


def _may_say(heading: str) -> str:
    """A pattern that only looks at the first letter: it rules out nearly all rows at once."""
    letters = [letter for letter in heading if letter.isascii() and letter.isalnum()]
    first = heading[:1] if heading[:1] in letters else ""
    return rf"(?i)^[^A-Za-z0-9]*{first}" if first else ""
