from __future__ import annotations

import re
from pathlib import Path

import pytest

import goodstanding.web

WEB = Path(goodstanding.web.__file__).parent
CSS = (WEB / "static" / "goodstanding.css").read_text(encoding="utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


def tokens(scheme: str) -> dict[str, str]:
    """The colors of the light or the dark scheme, by token."""
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark))


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio as WCAG 2.2 defines it."""
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


PAIRS = [
    *[("ink", ground, 7.0) for ground in ("paper", "sheet", "well", "accent-wash")],
    *[("soft", ground, 4.5) for ground in ("paper", "sheet", "well", "accent-wash")],
    *[("accent", ground, 4.5) for ground in ("paper", "sheet", "well", "accent-wash")],
    ("accent-ink", "accent", 4.5),
    *[(tone, f"{tone}-wash", 4.5) for tone in ("good", "soon", "bad", "note", "off")],
    *[(tone, "sheet", 4.5) for tone in ("good", "soon", "bad", "note", "off")],
    *[("ink", f"{tone}-wash", 7.0) for tone in ("good", "soon", "bad", "note")],
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_contrast(scheme: str, text: str, ground: str, least: float) -> None:
    colors = tokens(scheme)
    assert contrast(colors[text], colors[ground]) >= least


def test_the_style_sheet_is_small() -> None:
    assert len(CSS.encode()) < 30_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_script_or_style_inside_a_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_posts_carries_its_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forms = re.findall(r'<form method="post".*?</form>', text, re.DOTALL)
    assert all("{% csrf_token %}" in form for form in forms)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_words_that_help_nobody_do_not_occur(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    assert not re.search(r"(?<!aria-)\binvalid\b|error occurred|please contact|\boops\b", text)
