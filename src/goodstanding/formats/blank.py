"""Rows without any content: left out of the frame, and counted."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.table import ROW


def without_blank_rows(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The frame (``row``, ``c0``, …) without blank rows, and how many those were.

    A row is blank when its cells are empty or hold white space only. Rows that are absent
    count too, those after the last row with content do not.
    """
    cells = frame.columns[1:]
    if not cells or frame.is_empty():
        return frame, 0
    nothing = (pl.col(cells).str.strip_chars() == "").fill_null(value=True)
    # A row begins with a letter or a digit, as a rule; then its other cells need no look.
    first = frame[cells[0]]
    doubtful = ~((first >= "!") & (first < "\x7f")).fill_null(value=False)
    if doubtful.any():
        blank = frame.filter(doubtful).filter(pl.all_horizontal(nothing)).select(ROW)
        if blank.height:
            frame = frame.join(blank, on=ROW, how="anti", maintain_order="left")
    return frame, int(frame[ROW][-1]) - frame.height if frame.height else 0
