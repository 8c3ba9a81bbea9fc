"""Values that a spreadsheet program would run as formulas: disarmed on the way out, and back."""

from __future__ import annotations

import polars as pl

_BEGIN = r"'*[=+\-@\t\r＝＋－＠]"
"""The full-width ones are what programs set for Chinese or Japanese take for the plain ones."""
_FORMULA = f"^({_BEGIN})"
_DISARMED = f"^'({_BEGIN})"


def disarm(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with one apostrophe before each value that begins like a formula.

    For text formats only, where a value has no type; the characters are those of OWASP's "CSV
    injection" page: = + - @ tab, carriage return and the full-width forms. A value that begins
    with apostrophes and then such a character gets one more, so that ``rearm`` gives back exactly
    what was there.
    """
    # All of these characters sort before letters, or behind those of nearly all scripts, and few
    # columns have any that do.
    text = pl.col(pl.String)
    odd = frame.select((text.min() < "A") | (text.max() >= "\uff00"))
    names = [name for name in odd.columns if frame.height and odd[name].item()]
    found = frame.select(pl.col(names).str.contains(_FORMULA).any())
    names = [name for name in names if found[name].item()]
    return frame.with_columns(pl.col(names).str.replace(_FORMULA, "'${1}"))


def rearm(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with exactly one leading apostrophe taken from each value that ``disarm`` marks."""
    return frame.with_columns(pl.col(pl.String).str.replace(_DISARMED, "${1}"))
