"""How cells of a workbook look: what kind of value they hold, and in which tone."""

from __future__ import annotations

NUMBER_FORMATS = {
    "text": 49,  # the built-in "@"
    "date": "mm/dd/yyyy",
    "day-first-date": "dd/mm/yyyy",
    "number": "General",
}

_TONES: dict[str, dict[str, object]] = {
    "": {},
    "heading": {"bold": True, "bg_color": "#E7ECEF", "bottom": 1, "text_wrap": True},
    "required": {"bold": True, "bg_color": "#F3D9A4", "bottom": 1, "text_wrap": True},
    "error": {"bg_color": "#F8C9C4", "font_color": "#7A1208"},
    "warning": {"bg_color": "#FCE9B2", "font_color": "#5C4200"},
    "add": {"bg_color": "#DDF1E1", "font_color": "#17512A"},
    "change": {"bg_color": "#DCE9F7", "font_color": "#173F6B"},
    "remove": {"bg_color": "#E8E1EF", "font_color": "#46286B"},
    "same": {"font_color": "#5A6268"},
    "kept": {"font_color": "#5A6268"},
    "title": {"bold": True, "font_size": 15},
    "wrap": {"text_wrap": True},
    "strong": {"bold": True},
}
"""Dark letters on light colors: all of them can be read, and none says anything by color alone."""


def look_of(kind: str, tone: str = "") -> str:
    """The look of a cell of that kind (a key of ``NUMBER_FORMATS``) in that tone."""
    return f"{kind}:{tone}" if tone else kind


def properties(look: str) -> dict[str, object]:
    """A look as XlsxWriter takes it."""
    kind, _, tone = look.partition(":")
    return {"num_format": NUMBER_FORMATS[kind], "valign": "top", **_TONES[tone]}
