"""How a workbook's stored number is shown: in short, with its zeros, as a date, or as damaged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from goodstanding.formats.workbook.number_formats import Kind, show_serial

PLAIN = r"^-?(?:0|[1-9][0-9]{0,14}|(?:0|[1-9][0-9]{0,7})\.[0-9]{0,6}[1-9])$"
"""Numbers that are shown just as they are stored: at most 15 digits, nothing to shorten."""

_TOO_LONG = 10**15


def show_stored(stored: str, kind: Kind, date1904: bool) -> tuple[str, bool]:
    """The text that a person sees for a stored number, and whether it has lost digits.

    A spreadsheet shows 15 significant digits, so 0.30000000000000004 is 0.3. A whole number of
    more digits comes back as it is stored, and is marked, because its end is not what was typed.
    """
    try:
        number = float(stored)
    except ValueError:
        return stored.strip(), False
    if not math.isfinite(number):
        return stored.strip(), False
    if kind in {"date", "time"} and 0 <= number < 10_000_000:
        shown = show_serial(number, kind, date1904)
        if shown:
            return shown, False
    if abs(number) >= _TOO_LONG:
        return f"{Decimal(stored.strip()):f}".partition(".")[0], True
    plain = f"{Decimal(f'{number:.15g}'):f}" if number else "0"
    if isinstance(kind, int) and plain.isdecimal():
        plain = plain.zfill(kind)
    return plain, False


def show_all(stored: pl.DataFrame, kinds: Mapping[str, Kind], date1904: bool) -> pl.DataFrame:
    """``text`` and ``style`` -> those with ``shown`` and ``lost``, once for each that differs."""
    different = stored.select("text", "style").unique()
    shown = [
        show_stored(text, kinds.get(style, ""), date1904) for text, style in different.iter_rows()
    ]
    return different.with_columns(
        pl.Series("shown", [text for text, _ in shown], dtype=pl.String),
        pl.Series("lost", [lost for _, lost in shown], dtype=pl.Boolean),
    )
