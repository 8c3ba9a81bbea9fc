"""Real files that nobody here wrote: each is read or refused, and every verdict stands here."""

import json
import math
import re
from datetime import date
from pathlib import Path

import pytest

from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.unreadable import Unreadable
from tests.formats.reading import problems_of
from tests.formats.samples import SAMPLES, need_samples

FOLDERS = ("xml-spreadsheet-2003", "text", "hostile", "rosters", "workbooks", "bulk-upload")
VERDICTS = Path(__file__).with_name("verdicts.tsv")
COLORS = "orcus/named-colors"


def sample_files() -> list[str]:
    found = [path for folder in FOLDERS for path in (SAMPLES / folder).rglob("*")]
    return sorted(
        str(path.relative_to(SAMPLES))
        for path in found
        if path.is_file() and path.name != "check.txt" and path.suffix != ".json"
    )


def verdict_of(path: Path) -> str:
    """One line: what was read (reading, sheets, codes), or the code and the place of refusal."""
    try:
        document = read_bytes_here(path.read_bytes())
    except Unreadable as refusal:
        lacks = "" if refusal.message and refusal.remedy else " without saying why or what to do"
        return f"refused {refusal.code} at {refusal.place}{lacks}"
    sheets = "; ".join(
        f"{table.name}{' (hidden)' if table.hidden else ''} "
        f"{table.frame.height}x{len(table.columns)}"
        for table in document.tables
    )
    codes = " ".join(sorted({problem.code for problem in problems_of(document)}))
    return f"read {document.read_as.describe()}: {sheets} {codes}".strip()


def expected_verdicts() -> dict[str, str]:
    lines = VERDICTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def test_every_sample_ends_as_its_verdict_says() -> None:
    folder = need_samples()
    found = {name: verdict_of(folder / name) for name in sample_files()}
    assert found == expected_verdicts()


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (SAMPLES / "text/csv-spectrum/csvs").glob("*.csv"))
)
def test_csv_spectrum_equals_its_json(name: str) -> None:
    folder = need_samples() / "text" / "csv-spectrum"
    data = (folder / "csvs" / f"{name}.csv").read_bytes()
    if name.endswith("_crlf"):  # the repository they come from has lost these line ends
        data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    frame = read_bytes_here(data).tables[0].frame
    headings, *rows = [[cell or "" for cell in row[1:]] for row in frame.rows()]
    expected = json.loads((folder / "json" / f"{name}.json").read_text(encoding="utf-8"))
    assert [dict(zip(headings, row, strict=True)) for row in rows] == expected


def test_excel_csv_compat_reads_alike_in_all_its_shapes() -> None:
    folder = need_samples() / "text" / "excel-csv-compat"
    for break_, ends in (("\r", "CR"), ("\n", "LF"), ("\r\n", "CRLF")):
        for shape in ("CSV.csv", "CSV.tsv", "TSV.csv", "TSV.tsv"):
            table = read_bytes_here((folder / f"{ends}.{shape}").read_bytes()).tables[0]
            assert table.frame.rows() == [
                (1, "Character", "Actor"),
                (2, f"Cocoa{break_}Hoto", f"Ayane{break_}Sakura"),
                (3, f"Chino{break_}kafuu", f"Inori{break_}Minase"),
                (4, f"Sharo{break_}Kirima", f"Maya{break_}Uchida"),
            ]


def test_excel_unicode_text() -> None:
    folder = need_samples() / "text" / "excel-unicode-text"
    write = read_bytes_here((folder / "write.txt").read_bytes()).tables[0].frame.rows()
    assert write == [
        (1, "1", "2", "3", None),
        (2, "TRUE", "FALSE", None, "sheetjs"),
        (3, "foo", "bar", "2/19/14", "0.3"),
        (4, "baz", None, "qux", None),
    ]
    mixed = read_bytes_here((folder / "text_and_numbers.txt").read_bytes()).tables[0]
    assert mixed.frame.rows() == [
        (1, "English", "Hello", "World", None, None),
        (2, "Hebrew", "שלום", "עולם", None, None),
        (4, "1337", "13.37", " $1,337.00 ", None, None),
    ]
    assert mixed.blank_rows == 1


CHECK = re.compile(r"(?P<sheet>.*)/(?P<row>\d+)/(?P<column>\d+):(?P<kind>\w+):(?P<value>.*)")


def checked_cells(path: Path) -> dict[tuple[str, int, int], tuple[str, str]]:
    """What orcus says: (sheet, row, column) from 0 -> (kind, value), formulas by their result."""
    cells = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        match = CHECK.fullmatch(line)
        if match is None:
            assert ":merge-" in line, line
            continue
        kind, value = match["kind"], match["value"]
        if kind == "string":
            value = json.loads(value)
        if kind == "formula":
            value = value.rpartition(":")[2]
        cells[match["sheet"], int(match["row"]), int(match["column"])] = kind, value
    return cells


def agrees(ours: str, kind: str, theirs: str) -> bool:
    """Equal text; numbers to the six digits that orcus prints; a date as its serial number."""
    if kind == "string" or ours == theirs:
        return ours == theirs
    if re.fullmatch(r"\d{4}-\d\d-\d\d", ours):
        return float(theirs) == (date.fromisoformat(ours) - date(1899, 12, 30)).days
    return math.isclose(float(ours), float(theirs), rel_tol=1e-5)


@pytest.mark.parametrize(
    "folder",
    sorted(
        path.parent.name for path in (SAMPLES / "xml-spreadsheet-2003/orcus").glob("*/check.txt")
    ),
)
def test_xml_agrees_with_the_dumps_of_orcus(folder: str) -> None:
    place = need_samples() / "xml-spreadsheet-2003" / "orcus" / folder
    expected = checked_cells(place / "check.txt")
    for source in sorted(place.glob("*.xml")):
        document = read_bytes_here(source.read_bytes())
        ours = {
            (table.name, row[0] - 1, column): cell
            for table in document.tables
            for row in table.frame.rows()
            for column, cell in enumerate(row[1:])
            if cell is not None
        }
        # orcus works out formulas whose result is not in the file; we say that it is not.
        missing = expected.keys() - ours.keys()
        assert {expected[key][0] for key in missing} <= {"formula"}
        said = [each for each in problems_of(document) if each.code == "formula-without-result"]
        assert len(said) == len(missing)
        assert ours.keys() <= expected.keys(), source
        wrong = [key for key in ours if not agrees(ours[key], *expected[key])]
        assert not wrong, source


def test_the_sample_folder_is_not_empty() -> None:
    need_samples()
    assert len(sample_files()) == len(expected_verdicts()) > 150
