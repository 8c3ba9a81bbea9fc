"""Sheets -> delimited text in the encoding, with the delimiter and line ends asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain

import polars as pl

from goodstanding.formats import unsupported
from goodstanding.formats.encodings.write import encode
from goodstanding.formats.format import Blocks, Sheet, frames_of, head_of
from goodstanding.formats.table import ReadAs
from goodstanding.formats.text.delimiter import CANDIDATES
from goodstanding.formats.text.quoting import SAMPLE, single_quotes

_UNSAFE = "".join(dict.fromkeys(CANDIDATES + "\"\r\n='"))
"""Where a column has none of these, nothing in it needs to be quoted."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How rows become lines; ``also`` adds to what is quoted, as an alternative of a regular
    expression.
    """

    delimiter: str
    newline: str
    also: str = ""


def write(sheets: Sequence[Sheet], read_as: ReadAs, heading_rows: int) -> Blocks:
    """The first sheet; text has room for one. Gives at last the ReadAs really used.

    Values are quoted where a reader could mistake them. Where the encoding lacks a character,
    or reading the bytes again would give other text, the file becomes UTF-8 with a mark.
    """
    rows = sheets[0][1]
    delimiter = read_as.delimiter or ("" if head_of(rows).width < 2 else "\t")
    shape = _Shape(delimiter, read_as.newline or "\r\n")
    frames = frames_of(rows)
    # What a reader makes of a file it decides by the first of it.
    first, head = _up_to_sample(frames, shape)
    if single_quotes(head, delimiter):
        # So many values begin with an apostrophe that it would be taken for what encloses them.
        shape = replace(shape, also="|^'")
        head = b"".join(_lines(frame, shape) for frame in first)
    if not head.startswith(b'"') and unsupported.recognize(_beginning(head)):
        # A first value such as "<5 years" must not make the file look like something else.
        cell = _quoted(first[0].head(1), shape).item(0, 0).encode()
        head = b'"' + cell + b'"' + head[len(cell) :]
    lines = chain([head], (_lines(frame, shape) for frame in frames))
    marked = yield from _noting_marks(lines, read_as)
    encoding, bom, quoted = marked
    return replace(
        read_as,
        encoding=encoding,
        bom=bom,
        delimiter=delimiter,
        quoted=quoted,
        newline=shape.newline,
    )


def _up_to_sample(
    frames: Iterator[pl.DataFrame], shape: _Shape
) -> tuple[list[pl.DataFrame], bytes]:
    """So many frames that they fill more than a reader's sample, and their lines."""
    first, head = [], b""
    for frame in frames:
        first.append(frame)
        head += _lines(frame, shape)
        if len(head) > SAMPLE:
            break
    return first, head


def _noting_marks(
    lines: Iterable[bytes], read_as: ReadAs
) -> Generator[bytes, None, tuple[str, bool, bool]]:
    """The lines in their encoding; at last that, its mark, and whether quotes were written."""
    quoted = False

    def noted() -> Iterator[bytes]:
        nonlocal quoted
        for block in lines:
            quoted = quoted or b'"' in block
            yield block

    encoding, bom = yield from encode(noted(), read_as)
    return encoding, bom, quoted


def _beginning(head: bytes) -> bytes:
    return head[: 4 * 4096].decode(errors="ignore")[:4096].encode()


def _lines(frame: pl.DataFrame, shape: _Shape) -> bytes:
    """The rows as lines in UTF-8."""
    lines = BytesIO()
    _quoted(frame, shape).write_csv(
        lines,
        include_header=False,
        separator=shape.delimiter or "\t",
        line_terminator=shape.newline,
        quote_style="never",
    )
    return lines.getvalue()


def _quoted(frame: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    """The cells as they stand in the file, quoted where any delimiter or quote is in them."""
    special = "".join(dict.fromkeys(CANDIDATES + shape.delimiter))
    unsafe = rf'[{_class_of(special)}"\r\n]|^(?i:sep=){shape.also}'
    frame = frame.fill_null("")
    # Most columns have nothing to be quoted, and looking for one of some letters is quick.
    looked_for = _class_of("".join(dict.fromkeys(_UNSAFE + shape.delimiter)))
    doubtful = frame.select(pl.all().str.contains(f"[{looked_for}]").any())
    names = [name for name in frame.columns if frame.height and doubtful[name].item()]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(unsafe))
        .then(pl.format('"{}"', pl.col(name).str.replace_all('"', '""', literal=True)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in names
    )


def _class_of(characters: str) -> str:
    return "".join("\\t" if each == "\t" else "\\" + each for each in characters)
