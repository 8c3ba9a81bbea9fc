"""The files that are mutated: our own of every format, and the smaller real ones."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import product

import polars as pl

from goodstanding.formats.table import ReadAs
from goodstanding.formats.write import write_file
from goodstanding.sheets.licenses import LICENSES
from tests.formats import books
from tests.formats.opendocument import test_ods
from tests.formats.samples import SAMPLES

LARGEST = 50_000
MADE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ROWS = (
    ("dora", "RN-TX", "0012345", "01/31/2037", "TX", "Active", "José, née “Lind”"),
    ("Erik", "RN-OH", "00-77", "2037-12-31", "OH", "pending", "a\nb\tc;d|e"),
    ("fay", "", "A1", "31 Mar 2037", "", "", "=1+1"),
    ("nobody", "BLS", "1.23E+11", "06/31/2037", "Ohio", "?", "'quoted' \"twice\""),
)
FIELDS = ("username", "license_code", "number", "expires_on", "state", "status", "notes")

Seeds = list[tuple[str, bytes]]


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts, always the same: the clock has no say in it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, content, compress_type=method)
    return out.getvalue()


def _without_clock(book: bytes) -> bytes:
    """A workbook in which no time stands at which it was made."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        parts = {name: MADE.sub(b"2026-11-22T00:00:00Z", archive.read(name))
                 for name in archive.namelist()}  # fmt: skip
    return zipped(parts)


def own_seeds() -> Seeds:
    """A small sheet of licenses in every format, encoding, delimiter and line end."""
    headings = tuple(LICENSES.column(field).heading for field in FIELDS)
    frame = pl.DataFrame([headings, *ROWS], schema=[f"c{n}" for n in range(7)], orient="row")
    ways = [
        ReadAs("delimited", encoding, encoding.startswith("utf-16"), delimiter, True, newline)
        for encoding, delimiter, newline in product(
            ("utf-8", "utf-16-le", "utf-16-be", "cp1252"), "\t,;|", ("\r\n", "\n", "\r")
        )
    ]
    ways += [ReadAs("xml-spreadsheet"), ReadAs("xlsx")] * 12
    seeds = []
    for number, way in enumerate(ways):
        target = BytesIO()
        write_file(target, frame, way)
        data = target.getvalue()
        data = _without_clock(data) if way.format == "xlsx" else data
        seeds.append((f"own-{number}-{way.format}", data))
    return seeds + [(name, _without_clock(book)) for name, book in _strange_books(headings)]


def _strange_books(headings: tuple[str, ...]) -> Seeds:
    """Workbooks as other programs write them: inline texts, styles, OpenDocument."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in headings)
    numbers = '<c s="1"><v>45351</v></c><c s="2"><v>123</v></c><c t="e"><v>#N/A</v></c>'
    xlsx = books.book(
        books.sheet(f'<row r="1">{cells}</row><row r="2">{numbers}</row>'),
        books.sheet('<row r="9"><c r="C9" t="s"><v>0</v></c></row>'),
        shared=books.texts("shared"),
        states="visible hidden",
    )
    ods = test_ods.book(
        test_ods.table(
            test_ods.row(*map(test_ods.cell, headings))
            + test_ods.row(test_ods.cell("7", "float", test_ods.value("7")), said=' x="y"')
        )
    )
    return [("own-strange-xlsx", xlsx), ("own-ods", ods)] * 6


def real_seeds() -> Seeds:
    """The real files that are small enough; none where the folder is missing."""
    if not SAMPLES.is_dir():
        return []
    paths = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    small = [path for path in paths if 0 < path.stat().st_size <= LARGEST]
    return [(str(path.relative_to(SAMPLES)), path.read_bytes()) for path in small]
