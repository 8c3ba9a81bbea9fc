"""Bad input gets a clear answer: a code, the place, the reason and the remedy; nothing changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goodstanding.cli.main import main
from goodstanding.history.models import Event
from goodstanding.licenses.models import License
from goodstanding.people.models import User
from tests.cast import Organization

HEADER = "Username\tLicense ID\tLicense Number\tIssue Date\tExpiration Date\n"
GOOD = "dora\tRN-OH\t00-77\t01/15/2026\t01/31/2028\n"

ROWS = {
    "header only": ("", ("no-rows", 1, None)),
    "unknown learner": (
        "dorra\tRN-OH\t1\t\t01/31/2028\n",
        ("learner-unknown", 2, "Username"),
    ),
    "a learner outside the supervisor's units": (
        "erik\tRN-OH\tRN.445566\t\t01/31/2028\n",
        ("learner-unknown", 2, "Username"),
    ),
    "unknown license": (
        "dora\tRN-XX\t1\t\t01/31/2028\n",
        ("license-unknown", 2, "License ID"),
    ),
    "bad date": (
        "dora\tRN-OH\t1\t\t02/30/2028\n",
        ("date-impossible", 2, "Expiration Date"),
    ),
    "expiry before issue": (
        "dora\tRN-OH\t1\t05/01/2027\t01/31/2027\n",
        ("expires-before-issued", 2, "Expiration Date"),
    ),
    "duplicate rows": (GOOD + GOOD, ("repeated-row", 2, "Username")),
}


def refused(capsys: pytest.CaptureFixture[str], path: Path, code: int) -> list[dict[str, object]]:
    """The errors that an import of the file tells; nothing else may happen."""
    before = (License.objects.count(), Event.objects.count())
    assert main(["import", str(path), "--as", "bob", "--json"]) == code
    said = json.loads(capsys.readouterr().out)
    assert (License.objects.count(), Event.objects.count()) == before
    errors = [one for one in said["problems"] if one["severity"] == "error"]
    assert all(error["message"] and error["remedy"] for error in errors)
    return errors


@pytest.fixture
def bob_imports(organization: Organization) -> None:
    """Bob may import."""
    User.objects.filter(pk=organization.bob.pk).update(may_import=True)


@pytest.mark.usefixtures("bob_imports")
@pytest.mark.parametrize("case", ROWS)
def test_bad_rows(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, expected = ROWS[case]
    path = tmp_path / "licenses.txt"
    path.write_text(HEADER + text, "utf-8")
    error = refused(capsys, path, 2)[0]
    assert (error["code"], error["row"], error["column"]) == expected


@pytest.mark.usefixtures("bob_imports")
def test_wrong_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "licenses.txt"
    path.write_text("Product\tPrice\nChair\t12\n", "utf-8")
    error = refused(capsys, path, 2)[0]
    assert error["code"] == "header-not-found"
    path.write_text(HEADER.replace("Username", "Nickname") + GOOD, "utf-8")
    error = refused(capsys, path, 2)[0]
    assert (error["code"], error["row"], error["column"]) == ("column-missing", 1, "Username")


FILES = {
    "empty file": (b"", "empty-file", "nothing in it"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "file-is-picture", "picture"),
    "doctype": (
        b'<?xml version="1.0"?>\n<!DOCTYPE Workbook [<!ENTITY a "b">]>\n<Workbook/>',
        "xml-doctype",
        "line 2",
    ),
    "malformed": (b'<?xml version="1.0"?>\n<Workbook>\n<Row>\n</Cell>', "xml-malformed", "line 4"),
    "a cell of 50 MB": (
        HEADER.encode() + b"dora\tRN-OH\t" + b"7" * 50_000_000 + b"\t\t\n",
        "cell-too-long",
        "cell C2",
    ),
}


@pytest.mark.usefixtures("bob_imports")
@pytest.mark.parametrize("case", FILES)
def test_files_that_cannot_be_read(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, code, place = FILES[case]
    path = tmp_path / "licenses.txt"
    path.write_bytes(content)
    error = refused(capsys, path, 4)[0]
    assert error["code"] == code
    assert place in f"{error['message']} {error['remedy']}"
