"""Texts as an Excel workbook spells them: a way around what XML lacks, and around its blanks."""

from __future__ import annotations

import re

import polars as pl

LONGEST = 32_767
"""Characters that fit into a cell, in UTF-16 (Microsoft, "Excel specifications and limits")."""

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# ECMA-376 Part 1, 22.9.2.19: characters that XML lacks, and a return, which it would change.
_ESCAPES |= {chr(code): f"_x{code:04X}_" for code in range(32) if chr(code) not in "\t\n"}
_ESCAPES |= {"\ufffe": "_xFFFE_", "\uffff": "_xFFFF_"}
_LIKE_SPELLED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_DOUBTFUL = r"[&<>\x00-\x1f\x{fffe}\x{ffff}]|_x|^ | $"
_BLANKS = r"^[ \t\n]|[ \t\n]$|\n"


def spelled(frame: pl.DataFrame, start: int) -> dict[str, pl.Series]:
    """The texts of each column with their tags, null where there is none.

    ``start`` is how many rows stand above. ValueError for a text that Excel cannot hold.
    """
    check_lengths(frame, start)
    # Most columns have nothing to be spelled, and looking for one of some letters is quick.
    doubtful = frame.select(pl.all().str.contains(_DOUBTFUL).any())
    texts = {
        name: _spelled(frame[name]) if doubtful[name].item() else frame[name]
        for name in frame.columns
    }
    filled = pl.DataFrame(texts).select(pl.when(pl.all() != "").then(pl.all()))
    return {
        name: filled.select(_tagged(name, blanks=bool(doubtful[name].item()))).to_series()
        for name in filled.columns
    }


def _spelled(texts: pl.Series) -> pl.Series:
    marked = texts.filter(texts.str.contains("_x[0-9A-Fa-f]{4}_")).unique()
    if len(marked):
        spelled = [_LIKE_SPELLED.sub("_x005F_", text) for text in marked]
        texts = texts.replace(marked, pl.Series(spelled, dtype=pl.String))
    return texts.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))


def _tagged(name: str, *, blanks: bool) -> pl.Expr:
    """The text between its tags; one that always asks for blanks to be kept would be long."""
    opening: pl.Expr = pl.lit("<t>")
    if blanks:
        keep = pl.lit('<t xml:space="preserve">')
        opening = pl.when(pl.col(name).str.contains(_BLANKS)).then(keep).otherwise(opening)
    return pl.concat_str(opening, name, pl.lit("</t>")).alias(name)


def check_lengths(frame: pl.DataFrame, start: int) -> None:
    """ValueError for a text that Excel cannot hold; ``start`` is how many rows stand above."""
    longest = frame.select(pl.all().str.len_bytes().max().fill_null(0))
    for column, name in enumerate(frame.columns, start=1):
        if not frame.height or longest[name].item() <= LONGEST:
            continue
        long = frame[name].str.len_bytes().fill_null(0) > LONGEST
        for row in long.arg_true():
            if len(frame[name][row].encode("utf-16-le")) > 2 * LONGEST:
                raise ValueError(f"cell {column} of row {start + row + 1} does not fit a workbook")
