"""Texts: cleaned at the ends, never coerced; what a spreadsheet program has mangled is named."""

from __future__ import annotations

import polars as pl

from goodstanding.sheets.column import Column
from goodstanding.sheets.values.reading import reading

INVISIBLE = (
    "\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"  # a regular expression's set
)
UNTIDY = r"^\s|\s$|[^ -~]"
"""DictionaryEncoded at which there may be something to clean; all others are clean as they are."""
BLANKS = " \t\r\n\u00a0\u202f\u2007"


def clean(cell: pl.Expr) -> pl.Expr:
    """The cell without invisible characters and blanks at its ends; null if nothing is left."""
    return (
        cell.str.replace_all(f"[{INVISIBLE}]", "")
        .str.replace_all("[\u00a0\u202f\u2007]", " ")
        .str.strip_chars(BLANKS)
        .replace("", None)
    )


def key(text: pl.Expr) -> pl.Expr:
    """What makes two words the same: small letters, no accents, no blanks or punctuation."""
    return text.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"[^\p{L}\p{N}]", "")


def read_text(texts: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Any text up to the column's length, without control characters."""
    text = pl.col("text")
    longest = column.max_length or 32_767
    control = text.str.contains(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
    error = text.is_in(["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"])
    too_long = text.str.len_chars() > longest
    return reading(
        texts,
        pl.when(~(control | error | too_long)).then(text),
        code=pl.when(control)
        .then(pl.lit("control-character"))
        .when(error)
        .then(pl.lit("spreadsheet-error"))
        .when(too_long)
        .then(pl.lit("text-too-long")),
        message=pl.when(control)
        .then(pl.lit("The cell holds a control character that cannot be seen."))
        .when(error)
        .then(pl.format("The spreadsheet program put its error {} here instead of a value.", text))
        .otherwise(
            pl.format("The text has {} characters; {} fit.", text.str.len_chars(), pl.lit(longest))
        ),
        remedy=pl.when(control)
        .then(pl.lit("Type the value again."))
        .when(error)
        .then(pl.lit("Type the value itself."))
        .otherwise(pl.lit("Shorten it.")),
    )
