"""``make bench-reading``: our readers beside the quickest bare ones, on the same bytes."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random

import polars as pl
from lxml import etree
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from goodstanding.formats.limits import DEFAULT_LIMITS
from goodstanding.formats.read import read_bytes_here

ROWS, SEED = 100_000, 7
LIMITS = replace(DEFAULT_LIMITS, upload_bytes=10**9, rows=ROWS)
HEADINGS = ("Username", "License ID", "License Number", "Issue Date", "Expiration Date", "State",
            "Status", "Hours", "Verified By", "Notes")  # fmt: skip
HEAD = """<?xml version="1.0"?>\r
<?mso-application progid="Excel.Sheet"?>\r
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"\r
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\r
 <Styles><Style ss:ID="s62"><NumberFormat ss:Format="Short Date"/></Style></Styles>\r
 <Worksheet ss:Name="Licenses">\r
  <Table>\r
"""


@dataclass(frozen=True)
class Contest:
    """A file, our reader and a bare one, and how many times as long ours may take."""

    name: str
    rival: str
    ours: Callable[[], object]
    bare: Callable[[], object]
    bar: float


def main() -> int:
    """Print a line for each contest; 0 if every bar holds."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    holds = [measure(contest, rounds) for contest in contests()]
    return 0 if all(holds) else 1


def measure(contest: Contest, rounds: int) -> bool:
    """Run both in turn, ours first and then second, and compare the medians."""
    ours, bare = [], []
    contest.ours(), contest.bare()  # once for nothing: imports, caches
    for number in range(rounds):
        for mine in (True, False) if number % 2 else (False, True):
            start = time.perf_counter()
            (contest.ours if mine else contest.bare)()
            (ours if mine else bare).append(time.perf_counter() - start)
    ratio = statistics.median(ours) / statistics.median(bare)
    each = sorted(one / other for one, other in zip(ours, bare, strict=True))
    print(
        f"{contest.name:32} ours {statistics.median(ours):6.3f} s   {contest.rival} "
        f"{statistics.median(bare):6.3f} s   ratio {ratio:4.2f} ({each[0]:.2f} to {each[-1]:.2f}), "
        f"at most {contest.bar}: {'holds' if ratio <= contest.bar else 'DOES NOT HOLD'}"
    )
    return ratio <= contest.bar


def contests() -> list[Contest]:
    """All of them, on the same 100,000 rows of 10 columns."""
    rows = make_rows()
    xlsx, xml = as_xlsx(rows), as_xml(rows)
    found = [
        Contest("Excel workbook", "calamine", reader(xlsx), lambda: calamine(xlsx), 1.3),
        Contest("XML Spreadsheet 2003", "iterparse", reader(xml), lambda: iterparse(xml), 1.0),
    ]
    for name, end in (("tab-delimited text", "\n"), ("tab-delimited text, CR LF", "\r\n")):
        text = as_text(rows, end)
        found.append(Contest(name, "polars", reader(text), lambda text=text: polars(text), 2.0))
    return found


def reader(data: bytes) -> Callable[[], object]:
    return lambda: read_bytes_here(data, LIMITS)


def calamine(data: bytes) -> object:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def iterparse(data: bytes) -> None:
    for _, element in etree.iterparse(BytesIO(data)):
        element.clear()


def polars(data: bytes) -> object:
    return pl.read_csv(BytesIO(data), separator="\t", infer_schema=False)


def make_rows() -> list[tuple[str, ...]]:
    """Rows as people have them: repeated words, numbers with zeros, dates, some blanks."""
    random = Random(SEED)
    return [
        (
            f"user{number % 40_000}",
            random.choice(("RN-TX", "RN-OH", "BLS", "ACLS")),
            f"{random.randrange(10**7):07}",
            f"20{random.randrange(10, 26)}-0{random.randrange(1, 10)}-1{random.randrange(10)}",
            f"20{random.randrange(26, 40)}-0{random.randrange(1, 10)}-1{random.randrange(10)}",
            random.choice(("TX", "OH", "")),
            "Active",
            str(random.randrange(60)),
            "J. Park & Co",
            "Seen at the desk" if number % 3 else "",
        )
        for number in range(ROWS)
    ]


def as_text(rows: list[tuple[str, ...]], end: str) -> bytes:
    return (end.join("\t".join(row) for row in (HEADINGS, *rows)) + end).encode()


def as_xlsx(rows: list[tuple[str, ...]]) -> bytes:
    """A workbook with shared texts and real numbers, as Excel saves it."""
    out = BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet("Licenses")
        sheet.write_row(0, 0, HEADINGS)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                if text:
                    hours = HEADINGS[column] == "Hours"
                    (sheet.write_number if hours else sheet.write_string)(
                        number, column, int(text) if hours else text
                    )
    return out.getvalue()


def as_xml(rows: list[tuple[str, ...]]) -> bytes:
    """SpreadsheetML as Excel saves it: indexes behind blanks, styles, line ends of Windows."""
    parts = [HEAD]
    for row in (HEADINGS, *rows):
        parts.append("   <Row>\r\n")
        skipped = False
        for column, text in enumerate(row, 1):
            if not text:
                skipped = True
                continue
            at, skipped = f' ss:Index="{column}"' if skipped else "", False
            day = column in {4, 5} and row is not HEADINGS
            kind = "DateTime" if day else "Number" if text.isdecimal() and column == 8 else "String"
            value = f"{text}T00:00:00.000" if day else text.replace("&", "&amp;")
            style = ' ss:StyleID="s62"' if day else ""
            parts.append(f'    <Cell{at}{style}><Data ss:Type="{kind}">{value}</Data></Cell>\r\n')
        parts.append("   </Row>\r\n")
    return "".join([*parts, "  </Table>\r\n </Worksheet>\r\n</Workbook>\r\n"]).encode()


if __name__ == "__main__":
    sys.exit(main())
