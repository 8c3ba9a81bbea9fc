"""Cells that stand far outside the table: few are left out by name, many meet the limits."""

import resource
from pathlib import Path

import pytest

from goodstanding.formats.limits import Limits
from goodstanding.formats.read import read_bytes_here, read_file
from goodstanding.formats.unreadable import Unreadable
from tests.formats.books import book, sheet
from tests.formats.reading import problems_of, rows_of

TABLE = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'


def far(row: int, *letters: str) -> str:
    cells = "".join(f'<c r="{each}{row}"><v>9</v></c>' for each in letters)
    return f'<row r="{row}">{cells}</row>'


LEFT_OUT = [
    ("the last cell of all", far(1_048_576, "XFD"), ["XFD1048576"]),
    ("below", far(1_048_576, "A"), ["A1048576"]),
    ("beside", far(3, "GS"), ["GS3"]),
    ("as Solver leaves them", far(1_048_550, "XFC", "XFD"), ["XFC1048550", "XFD1048550"]),
    ("both", far(3, "ZZ") + far(900_000, "A"), ["ZZ3", "A900000"]),
    ("no row that there is", far(999_999_999, "A"), ["A999999999"]),
]


@pytest.mark.parametrize(("rows", "names"), [c[1:] for c in LEFT_OUT], ids=[c[0] for c in LEFT_OUT])
def test_left_out_by_name(rows: str, names: list[str]) -> None:
    document = read_bytes_here(book(sheet(TABLE + rows, '<dimension ref="A1:XFD1048576"/>')))
    assert rows_of(document.tables[0]) == [(1, "1"), (2, "2")]
    assert document.tables[0].blank_rows == 0
    problems = problems_of(document)
    assert [problem.code for problem in problems] == ["far-cell"] * len(names)
    assert [f"{problem.column}{problem.row}" for problem in problems] == names
    for name, problem in zip(names, problems, strict=True):
        assert name in problem.message
        assert f"Delete the cell {name}" in problem.remedy


KEPT = [
    ("a note further down", far(9_000, "A"), [(1, "1"), (2, "2"), (9_000, "9")]),
    (
        "a second table, far below",
        "".join(far(n, "A") for n in range(20_000, 20_030)),
        [(1, "1"), (2, "2"), *((n, "9") for n in range(20_000, 20_030))],
    ),
]


@pytest.mark.parametrize(("rows", "expected"), [c[1:] for c in KEPT], ids=[c[0] for c in KEPT])
def test_kept(rows: str, expected: list[tuple[object, ...]]) -> None:
    document = read_bytes_here(book(sheet(TABLE + rows)))
    assert rows_of(document.tables[0]) == expected
    assert problems_of(document) == []


def test_a_table_that_is_too_wide_is_not_cut_off() -> None:
    cells = "".join(f'<c r="{letter}1"><v>1</v></c>' for letter in "ABCDEFGHIJKLM")
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(book(sheet(f'<row r="1">{cells}</row>')), Limits(columns=12))
    assert caught.value.code == "too-many-columns"


def test_a_million_formatted_rows_cost_next_to_nothing(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(3, 1_048_577))
    path = tmp_path / "blank.xlsx"
    path.write_bytes(book(sheet(TABLE + blank)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    table = read_file(path).tables[0]
    assert (rows_of(table), table.blank_rows) == ([(1, "1"), (2, "2")], 0)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
