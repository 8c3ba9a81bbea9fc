"""Texts of an Excel workbook: the shared ones, and how XML and Excel spell characters."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from goodstanding.formats.package.xml_parts import stream_part
from goodstanding.formats.xlsx.cut import cut
from goodstanding.formats.xlsx.rewrite import KEEPS_SPACE, XML_SPACE, inline_text

_NAMED = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_NUMBERED = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|quot|apos|amp));")
_SPELLED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLAIN_TAGS = {"si", "/si", "si/", "t", "/t", "t/"}


def shared_texts(data: bytes, part: str) -> pl.Series:
    """The shared texts in their order; what is empty is an empty text."""
    texts = _plain_texts(data)
    if texts is None:
        found = [inline_text(each) for each in stream_part(data, part, ["si"])]
        texts = pl.Series("text", found, dtype=pl.String)
    else:
        texts = unescape(texts)
    return spell_out(texts)


def unescape(texts: pl.Series) -> pl.Series:
    """The texts with the references of XML resolved."""
    if not texts.str.contains("&", literal=True).any():
        return texts
    if texts.str.contains("&#", literal=True).any():
        return _each(texts, "&", lambda text: _NUMBERED.sub(_character, text))
    return texts.str.replace_many(list(_NAMED), list(_NAMED.values()))


def spell_out(texts: pl.Series) -> pl.Series:
    r"""The texts with what Excel spells as ``_x000D_`` replaced by that character.

    ECMA-376 Part 1, 22.9.2.19. NUL and halves of a pair, which no text can hold, stay spelled.
    """
    return _each(texts, "_x", lambda text: _SPELLED.sub(_spelled, text))


def _plain_texts(data: bytes) -> pl.Series | None:
    """The texts of a part in which there are plain ones only; None for any other."""
    start, end = data.find(b"<si"), data.rfind(b"</sst>")
    if start < 0 or end < start or b"<!" in data or b"<?" in data[start:end]:
        return None
    if b"encoding" in data[:200] and b"utf-8" not in data[:200].lower():
        return None
    if data.count(b"</si>") != data.count(b"</t></si><"):
        return None
    body = data[start:end].replace(b"</t></si>", b"").replace(b"<si><t", b"<t")
    tags = cut(body)
    if tags is None:
        return None
    name = tags["tag"].str.extract(r"^(/?[A-Za-z]+)(?:\s[^/]*)?(?:/?)$")
    if name.null_count() or not set(name.unique()) <= _PLAIN_TAGS:
        return None
    if name.is_in(["si", "/si"]).any():
        return None  # empty ones, or tags apart: rare, and read the slower way
    texts = tags["text"].fill_null("")
    kept = tags["tag"].str.contains(KEEPS_SPACE, literal=True)
    return (
        texts.to_frame("text")
        .select(pl.when(kept).then("text").otherwise(pl.col("text").str.strip_chars(XML_SPACE)))
        .to_series()
    )


def _each(texts: pl.Series, mark: str, change: Callable[[str], str]) -> pl.Series:
    """The texts in which the mark stands changed, one by one, since they are few."""
    marked = texts.str.contains(mark, literal=True).fill_null(value=False)
    if not marked.any():
        return texts
    different = texts.filter(marked).unique()
    changed = pl.Series([change(text) for text in different], dtype=pl.String)
    return texts.replace(different, changed)


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[f"&{name};"]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if _sound(code) else match[0]


def _spelled(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if _sound(code) else match[0]


def _sound(code: int) -> bool:
    return 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
