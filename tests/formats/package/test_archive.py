"""Archives that would hurt: refused by what they say of themselves, before they are unpacked."""

import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from goodstanding.formats.limits import Limits
from goodstanding.formats.read import read_bytes_here, read_file
from goodstanding.formats.unreadable import Unreadable
from tests.formats.books import parts, sheet, zipped

GOOD = parts(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))


def with_part(name: str, content: bytes) -> bytes:
    return zipped({**GOOD, name: content})


def twice(name: str) -> bytes:
    out = BytesIO(zipped(GOOD))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, "other")
    return out.getvalue()


def flagged() -> bytes:
    """The book with the mark of encryption on each part, here and in the list of contents."""
    data = bytearray(zipped(GOOD))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def flipped() -> bytes:
    """The book with one byte changed in the packed cells."""
    data = bytearray(zipped(GOOD))
    data[data.find(b"xl/worksheets/sheet1.xml") + 40] ^= 0xFF
    return bytes(data)


SMALL = Limits(unpacked_bytes=1024 * 1024)
ZEROS = bytes(4 * 1024 * 1024)
REFUSED = [
    ("a bomb", with_part("xl/media/x", ZEROS), SMALL, "archive-too-large", "whole file"),
    (
        "many parts",
        zipped({**GOOD, **{f"x{n}": b"" for n in range(1000)}}),
        Limits(),
        "archive-too-many-parts",
        "part 1,001",
    ),
    (
        "a name twice",
        twice("xl/worksheets/sheet1.xml"),
        Limits(),
        "workbook-damaged",
        "xl/worksheets/sheet1.xml",
    ),
    (
        "a name twice, in capitals",
        twice("XL/worksheets/Sheet1.xml"),
        Limits(),
        "workbook-damaged",
        "xl/worksheets/sheet1.xml",
    ),
    ("encrypted", flagged(), Limits(), "file-has-password", "[Content_Types].xml"),
    ("cut off", zipped(GOOD)[:-200], Limits(), "workbook-damaged", "end of file"),
    ("damaged", flipped(), Limits(), "workbook-damaged", "xl/worksheets/sheet1.xml"),
]


@pytest.mark.parametrize(
    ("data", "limits", "code", "place"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_refused(data: bytes, limits: Limits, code: str, place: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(data, limits)
    assert (caught.value.code, caught.value.place) == (code, place)
    assert caught.value.remedy


def test_the_ratio_counts_for_files_over_a_megabyte() -> None:
    noise = zipfile.ZipFile(BytesIO(zipped({"a": b""})))
    noise.close()
    large = BytesIO()
    with zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in GOOD.items():
            archive.writestr(name, content)
        archive.writestr("docProps/zeros", bytes(120 * 1024 * 1024))
    small = large.getvalue()
    assert len(small) < 1024 * 1024
    assert read_bytes_here(small).tables[0].frame.rows() == [(1, "1")]
    with zipfile.ZipFile(large, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("docProps/stored", bytes(1024 * 1024))
    with pytest.raises(Unreadable, match="at most 100 times its own size") as caught:
        read_bytes_here(large.getvalue())
    assert caught.value.code == "archive-too-large"


def test_names_are_found_as_other_programs_write_them() -> None:
    odd = {name.replace("/", "\\").upper(): content for name, content in GOOD.items()}
    odd["xl\\workbook.xml"] = odd.pop("XL\\WORKBOOK.XML")
    assert read_bytes_here(zipped(odd)).tables[0].frame.rows() == [(1, "1")]


def test_a_bomb_below_the_limits_dies_in_its_own_process(tmp_path: Path) -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 90_000))
    path = tmp_path / "large.xlsx"
    path.write_bytes(zipped(parts(sheet(cells))))
    with pytest.raises(Unreadable) as caught:
        read_file(path, Limits(memory_bytes=250 * 1024**2))
    assert caught.value.code == "file-too-demanding"
