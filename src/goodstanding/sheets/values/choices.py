"""Choices and flags: one of a few words, in any spelling, with a suggestion for near ones."""

from __future__ import annotations

import polars as pl
from rapidfuzz import fuzz, process

from goodstanding.sheets.column import Choice, Column
from goodstanding.sheets.values.reading import reading
from goodstanding.sheets.values.text import key

YES = ("yes", "y", "true", "t", "1", "x", "on")
NO = ("no", "n", "false", "f", "0", "off")
NEAR = 75
"""How alike two words must be (RapidFuzz, of 100) for one to be suggested for the other."""

MANY = 2_000
"""Among so many words, only whole ones are compared: parts of words take ten times as long."""


def suggest(text: str, among: list[str]) -> str | None:
    """The most alike of the words, if any is alike enough to have been meant."""
    return _suggest(text, among, [word.casefold() for word in among])


def suggestions(texts: pl.Series, among: list[str]) -> pl.DataFrame:
    """A frame (text, suggestion) for distinct texts; made for the few that went unmatched."""
    folded = [word.casefold() for word in among]
    return pl.DataFrame(
        {"text": texts, "suggestion": [_suggest(text, among, folded) for text in texts]},
        schema={"text": pl.String, "suggestion": pl.String},
    )


def _suggest(text: str, among: list[str], folded: list[str]) -> str | None:
    # So short a word is a part of many others, which does not make it like them.
    scorer = fuzz.WRatio if len(folded) < MANY and len(text) > 3 else fuzz.ratio
    found = process.extractOne(text.casefold(), folded, scorer=scorer, score_cutoff=NEAR)
    return among[found[2]] if found else None


def read_choice(texts: pl.DataFrame, column: Column) -> pl.DataFrame:
    """One of the column's choices, by label, value or synonym; punctuation does not matter."""
    words = [
        {"word": word, "value": choice.value}
        for choice in column.choices
        for word in (choice.value, choice.label, *choice.synonyms)
    ]
    known = (
        pl.DataFrame(words, schema={"word": pl.String, "value": pl.String})
        .with_columns(word=key(pl.col("word")))
        .unique("word", keep="first")
    )
    matched = texts.with_columns(word=key(pl.col("text"))).join(known, on="word", how="left")
    labels = [label for choice in column.choices for label in _worth_suggesting(choice)]
    unknown = matched.filter(pl.col("value").is_null())["text"]
    matched = matched.join(suggestions(unknown, labels), on="text", how="left")
    return reading(
        matched,
        pl.col("value"),
        code=pl.when(pl.col("value").is_null()).then(pl.lit("value-unknown")),
        message=pl.format("{} is not one of the values of {}.", "text", pl.lit(column.heading)),
        remedy=pl.lit(f"Write {_listing(column.choices)}."),
        suggestion=pl.col("suggestion"),
    )


def _worth_suggesting(choice: Choice) -> list[str]:
    """The spellings of a choice that are whole words.

    A code of one or two letters is a part of half of all words, an abbreviation of many.
    """
    spellings = (choice.label, *choice.synonyms)
    return [
        spelling
        for spelling in spellings
        if len(spelling) > 2 and not any(_shortens(spelling, longer) for longer in spellings)
    ]


def _shortens(short: str, long: str) -> bool:
    """Whether the letters of ``short`` are some of those of the longer word, in their order."""
    rest = iter(long.casefold())
    letters = [letter for letter in short.casefold() if letter.isalnum()]
    return len(short) < len(long) and all(letter in rest for letter in letters)


def read_flag(texts: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Yes or no."""
    word = pl.col("text").str.to_lowercase()
    value = pl.when(word.is_in(YES)).then(pl.lit(True)).when(word.is_in(NO)).then(pl.lit(False))
    return reading(
        texts,
        value,
        code=pl.when(value.is_null()).then(pl.lit("value-unknown")),
        message=pl.format("{} is neither yes nor no.", "text"),
        remedy=pl.lit("Write Yes or No, or leave the cell blank."),
    )


def _listing(choices: tuple[Choice, ...]) -> str:
    labels = [choice.label for choice in choices]
    if len(labels) > 10:
        return f"one of {len(labels)} values such as {labels[0]}, {labels[1]} or {labels[2]}"
    return " or ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else labels[0]
