"""Which format a file has, and what a file is told that has none of ours."""

import gzip
import zipfile
from collections.abc import Sequence
from io import BytesIO

import polars as pl
import pytest

from goodstanding.formats import detect
from goodstanding.formats.format import Blocks, Format, Sheet, head_of
from goodstanding.formats.limits import Limits
from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.table import Document, ReadAs, Table
from goodstanding.formats.unreadable import Unreadable
from goodstanding.formats.write import write_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SS = b"urn:schemas-microsoft-com:office:spreadsheet"


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return out.getvalue()


DETECTED = [
    (b"a\tb\n", "delimited"),
    (b"\xff\xfea\x00\t\x00b\x00", "delimited"),
    (b"<5 years\tRN\n", "delimited"),
    (b"[sic]\tRN\n", "delimited"),
    (b'<Workbook xmlns="' + SS + b'"/>', "xml-spreadsheet"),
    (
        b'\xef\xbb\xbf\xef\xbb\xbf <!-- x --><ss:Workbook xmlns:ss="' + SS + b'"/>',
        "xml-spreadsheet",
    ),
    (
        f'\ufeff<?xml version="1.0"?><Workbook xmlns="{SS.decode()}"/>'.encode("utf-16-be"),
        "xml-spreadsheet",
    ),
    (b"<Workbook><Worksheet/></Workbook>", "xml-spreadsheet"),
    (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    (zipped("xl\\workbook.xml"), "xlsx"),
    (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
    (zipped("content.xml", "META-INF/manifest.xml"), "ods"),
]


@pytest.mark.parametrize(("head", "name"), DETECTED)
def test_detected_by_content(head: bytes, name: str) -> None:
    assert detect.detect(head).name == name


REFUSED = [
    (b"", "empty-file"),
    (b" \r\n\t", "empty-file"),
    (b"\xef\xbb\xbf", "empty-file"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "file-is-picture"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "file-is-picture"),
    (b"GIF89a\x01\x00", "file-is-picture"),
    (b"%PDF-1.7\n", "file-is-pdf"),
    (b"{\\rtf1 x}", "file-is-word"),
    (OLE + b"\x00" * 100, "file-is-old-excel"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "file-has-password"),
    (OLE + bytes(200_000) + "EncryptedPackage".encode("utf-16-le"), "file-has-password"),
    (zipped("[Content_Types].xml", "word/document.xml"), "file-is-zip"),
    (zipped("[Content_Types].xml", "xl/workbook.bin"), "file-is-xlsb"),
    (zipped("photo.jpg"), "file-is-zip"),
    (gzip.compress(b"a\tb\n"), "file-is-gzip"),
    (b"<html><table></table><p>a</p></html>", "file-is-web-page"),
    (b"<!DOCTYPE html>\n<html></html>", "file-is-web-page"),
    (b"\n<TABLE border=1><tr>", "file-is-web-page"),
    (b'[{"name": "Ann"}]', "file-is-json"),
    (b'{"name": "Ann"}', "file-is-json"),
    (b"<?xml version='1.0'?><office:document xmlns:office='x'/>", "file-is-open-document"),
    (b"<?xml version='1.0'?><licenses/>", "xml-not-spreadsheet"),
    (b"<?xml version='1.0'?><Workbook xmlns='urn:other'/>", "xml-not-spreadsheet"),
    (b'<!DOCTYPE x [<!ENTITY a "b">]>\n<Workbook xmlns="' + SS + b'"/>', "xml-doctype"),
    (bytes(range(256)) * 20, "file-is-binary"),
]


@pytest.mark.parametrize(
    ("data", "code"), REFUSED, ids=[f"{c[1]}-{i}" for i, c in enumerate(REFUSED)]
)
def test_refused_with_a_way_out(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(data)
    assert caught.value.code == code
    assert caught.value.place
    assert caught.value.remedy.endswith(".")


def test_other_xml_is_told_its_root() -> None:
    with pytest.raises(Unreadable, match="<licenses>") as caught:
        read_bytes_here(b"<?xml version='1.0'?>\n<licenses><license/></licenses>")
    assert caught.value.place == "element licenses"


def toy_read(data: bytes, limits: Limits) -> Document:
    words = data.decode().split("~")[1:]
    frame = pl.DataFrame({"row": pl.Series([1], dtype=pl.UInt32), "c0": [words[0]]})
    return Document(ReadAs("toy"), (Table("toy", frame),))


def toy_write(sheets: Sequence[Sheet], read_as: ReadAs, heading_rows: int) -> Blocks:
    yield b"TOY\x00~"
    yield str(head_of(sheets[0][1]).item(0, 0)).encode()
    return read_as


def test_a_format_is_a_value_and_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    toy = Format("toy", "Toy", "toy", lambda head: head.startswith(b"TOY\x00"), toy_read, toy_write)
    known = (*detect.formats(), toy)
    monkeypatch.setattr(detect, "formats", lambda: known)
    out = BytesIO()
    write_file(out, pl.DataFrame({"a": ["hello"]}), ReadAs("toy"))
    assert read_bytes_here(out.getvalue()).tables[0].frame.rows() == [(1, "hello")]


def test_one_runaway_cell_is_named_rather_than_the_size() -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(b"a\tb\n1\t" + b"x" * 40_000, Limits(upload_bytes=1000))
    assert (caught.value.code, caught.value.place) == ("cell-too-long", "cell B2")


@pytest.mark.parametrize("letters", ["ï", "ÿ", "þ", "ï\tþ"])
def test_a_letter_that_looks_like_a_byte_order_mark_is_no_empty_file(letters: str) -> None:
    assert detect.detect(letters.encode("utf-16-le")).name == "delimited"
