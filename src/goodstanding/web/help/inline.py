"""The few marks that help texts use inside a line, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MARKS = re.compile(
    r"\*\*(?P<strong>.+?)\*\*|\*(?P<emphasis>.+?)\*|`(?P<code>.+?)`"
    r"|\[(?P<link>.+?)\]\((?P<target>[^)]+)\)"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that looks alike; ``target`` is where a link leads, such as help:glossary."""

    kind: Literal["plain", "strong", "emphasis", "code", "link"]
    text: str
    target: str = ""


def spans_of(text: str) -> Iterator[Span]:
    """The text as spans, in order; every character that is not a mark is kept."""
    position = 0
    for match in MARKS.finditer(text):
        if match.start() > position:
            yield Span("plain", text[position : match.start()])
        yield _span(match)
        position = match.end()
    if position < len(text):
        yield Span("plain", text[position:])


def _span(match: re.Match[str]) -> Span:
    if match["strong"]:
        return Span("strong", match["strong"])
    if match["emphasis"]:
        return Span("emphasis", match["emphasis"])
    if match["code"]:
        return Span("code", match["code"])
    return Span("link", match["link"], match["target"])
