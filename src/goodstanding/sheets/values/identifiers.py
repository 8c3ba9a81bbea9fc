"""Identifiers: license numbers and usernames; text as typed, leading zeros kept."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

import polars as pl

from goodstanding.sheets.column import Column
from goodstanding.sheets.values.reading import READING_COLUMNS
from goodstanding.sheets.values.text import read_text

DATED = (
    r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]00:00(?::00)?)?|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}"
    r"|[0-9]{1,2}-[A-Z][a-z]{2}(?:-[0-9]{2,4})?|[A-Z][a-z]{2}-[0-9]{2})$"
)
"""What Excel makes of 3-4 or 4/2003, and how readers give its dates."""


def number_key(number: pl.Expr) -> pl.Expr:
    """What makes two license numbers alike: no blanks or punctuation, ASCII capitals."""
    plain = number.str.normalize("NFKC")  # signs of East Asian keyboards are wide
    return plain.str.replace_all(r"[\s\-‐‑–—−./#'’‘]", "").str.replace_many(
        list(ascii_lowercase), list(ascii_uppercase)
    )


def username_key(username: pl.Expr) -> pl.Expr:
    """What makes two usernames the same: small letters, as PostgreSQL's C.UTF-8 makes them.

    It lowers each character by itself; Polars would look at a word's end for the sigma.
    """
    return username.str.replace_many(["Σ", "İ"], ["σ", "i"]).str.to_lowercase()


def read_identifier(texts: pl.DataFrame, column: Column) -> pl.DataFrame:
    """A text that must arrive as it was typed; digits that are lost already are an error."""
    text = pl.col("text")
    # Excel always writes the plus sign; 5E123456 is a number that some boards give.
    scientific = text.str.contains(r"^[0-9]([.,][0-9]+)?[eE]\+[0-9]{1,3}$")
    hashes = text.str.contains("^#+$")
    lost = scientific | hashes
    plain = read_text(texts, column)
    dated = text.str.contains(DATED) & pl.col("code").is_null()
    zeros = text.str.contains(r"^[1-9][0-9]{14}0+$")
    plain = plain.with_columns(
        severity=pl.when(dated | zeros).then(pl.lit("warning")).otherwise("severity"),
        code=pl.when(dated)
        .then(pl.lit("number-like-date"))
        .when(zeros)
        .then(pl.lit("number-ends-in-zeros"))
        .otherwise("code"),
        message=pl.when(dated)
        .then(pl.format("{} looks like a date; a spreadsheet may have made one of a number.", text))
        .when(zeros)
        .then(pl.format("{} has only zeros after 15 digits; a spreadsheet keeps no more.", text))
        .otherwise("message"),
        remedy=pl.when(dated | zeros)
        .then(pl.lit("Compare it with the card. Format the column as Text before you type."))
        .otherwise("remedy"),
    )
    return plain.with_columns(
        # An accent may come as a character of its own (macOS does so); it is the same letter.
        value=pl.when(~lost).then(pl.col("value").str.normalize("NFC")),
        severity=pl.when(lost).then(pl.lit("error")).otherwise("severity"),
        code=pl.when(lost).then(pl.lit("digits-lost")).otherwise("code"),
        message=pl.when(scientific)
        .then(
            pl.format(
                "The spreadsheet program has shortened this number to {}, and digits are lost.",
                text,
            )
        )
        .when(hashes)
        .then(pl.lit("The column was too narrow when the file was saved: only ### arrived."))
        .otherwise("message"),
        remedy=pl.when(lost)
        .then(pl.lit("Format the column as Text, type the number again and save."))
        .otherwise("remedy"),
    ).select(READING_COLUMNS)
