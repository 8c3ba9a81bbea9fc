"""The summary of an import, a sheet of its results: which file, when, by whom, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.utils import timezone

from goodstanding.formats.styled_workbook.sheet import TONES, RichSheet
from goodstanding.imports.models import Import
from goodstanding.imports.problem_groups import ProblemGroup
from goodstanding.imports.results_cells import SIGNS

NAME = "Summary"
_WIDTHS = (34, 22, 12, 80)
_NAMES = ("what", "value", "times", "remedy")
_COUNTS = ("add", "change", "remove", "same", "kept", "cannot")
_SEVERITIES = {"error": "✖ Error", "warning": "⚠ Please look", "note": "Note"}
_Row = tuple[str, str, str, str]


def summary_sheet(
    import_: Import, title: str, words: dict[str, str], problems: Sequence[ProblemGroup]
) -> RichSheet:
    """The summary; ``title`` is the kind of sheet's, ``words`` are what outcomes are called.

    Its first words of a row are none of a sheet's headings, so that it is never taken for one.
    """
    about = _about(import_, title)
    counts: list[_Row] = [
        (f"{SIGNS['error' if key == 'cannot' else key]} {words[key]}", f"{count:,}", "", "")
        for key in _COUNTS
        if (count := int(import_.counts.get(key, 0)))
    ]
    listed: list[_Row] = [
        (group.message, _SEVERITIES[group.severity], f"{group.count:,}", group.remedy)
        for group in problems
    ]
    rows: list[_Row] = [(f"Results of {import_.file_name}", "", "", ""), _BLANK, *about, _BLANK]
    heads = [len(rows)]
    rows += [("What became of the rows", "How many", "", ""), *counts, _BLANK]
    if listed:
        heads.append(len(rows))
        rows += [("What was found (the first of each)", "How serious", "Times", "Remedy"), *listed]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(_NAMES, pl.String), orient="row")
    return RichSheet(
        NAME,
        frame,
        looks=("text:wrap", "text", "text", "text:wrap"),
        tones=_tones(frame, heads, listed),
        widths=_WIDTHS,
    )


_BLANK: _Row = ("", "", "", "")


def _about(import_: Import, title: str) -> list[_Row]:
    """File, reference, when and by whom."""
    lines = [
        ("File name", import_.file_name),
        ("Kind of spreadsheet", title),
        ("Read as", str(import_.read_as.get("words", ""))),
        ("Import ref. of this file", import_.reference),
        ("Checked at", _moment(import_.checked_at)),
        ("Imported at", _moment(import_.imported_at)),
        ("Uploaded by", f"{import_.actor.full_name} ({import_.actor.username})"),
        ("Stage", import_.get_state_display()),
        ("Rows that were read", f"{import_.counts.get('read', 0):,}"),
    ]
    return [(what, value, "", "") for what, value in lines if value]


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%m/%d/%Y %I:%M %p %Z") if at else ""


def _tones(frame: pl.DataFrame, heads: list[int], listed: list[_Row]) -> pl.DataFrame:
    """The title, the headings of the parts, and the colors of what is serious."""
    tones = [(0, "what", "title")]
    tones += [(row, name, "heading") for row in heads for name in _NAMES]
    severe = {_SEVERITIES[tone]: tone for tone in ("error", "warning")}
    tones += [
        (frame.height - len(listed) + place, "value", severe[severity])
        for place, (_, severity, _, _) in enumerate(listed)
        if severity in severe
    ]
    return pl.DataFrame(tones, schema=TONES, orient="row")
