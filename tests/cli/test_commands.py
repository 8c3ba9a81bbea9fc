"""The commands: what they print, and how they exit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from goodstanding.cli.main import main
from goodstanding.licenses.actions import change_license
from goodstanding.licenses.models import License
from goodstanding.people.actor import Actor
from tests.cast import Organization

HEADER = "Username\tLicense ID\tLicense Number\tExpiration Date\n"
GOOD = HEADER + "dora\tRN-TX\t0012345\t01/31/2037\ndora\tRN-OH\t00-77\t01/31/2028\n"
BAD = GOOD + "dor\tRN-TX\t1\t06/31/2027\n"


def written(folder: Path, text: str, name: str = "licenses.txt") -> str:
    """A file with that text."""
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def test_check_prints_one_object(
    organization: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", written(tmp_path, BAD), "--as", "alice", "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["state"] == "checked"
    assert said["counts"] == {
        "read": 3,
        "add": 1,
        "change": 1,
        "remove": 0,
        "same": 0,
        "kept": 0,
        "cannot": 1,
        "blank": 0,
    }
    assert said["read_as"] == "tab-delimited text, UTF-8"
    assert len(said["plan_digest"]) == 64
    problems = {problem["code"]: problem for problem in said["problems"]}
    assert problems["date-impossible"] == {
        "code": "date-impossible",
        "severity": "error",
        "row": 4,
        "column": "Expiration Date",
        "value": "06/31/2027",
        "message": "June has 30 days in 2027.",
        "remedy": "Write the date as MM/DD/YYYY, such as 01/31/2027.",
        "suggestion": "06/30/2027",
    }
    assert problems["learner-unknown"]["suggestion"] == "dora"
    assert License.objects.count() == 3


def test_check_in_words(
    organization: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", written(tmp_path, BAD), "--as", "alice"])
    said = capsys.readouterr().out
    assert "3 rows read as tab-delimited text, UTF-8." in said
    assert "1 to be added · 1 to be changed" in said
    assert "row 4, Expiration Date (06/31/2027): June has 30 days in 2027. Did you mean" in said
    assert "Nothing has been changed. Correct the rows above" in said


@pytest.mark.parametrize(
    ("text", "options", "code", "licenses"),
    [
        (GOOD, [], 0, 4),
        (BAD, [], 2, 3),
        (BAD, ["--only-good-rows"], 2, 4),
        ("", [], 4, 3),
        ("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", [], 4, 3),
        (HEADER, [], 2, 3),
        ("Name\tThing\nDora\tRN\n", [], 2, 3),
    ],
)
def test_import_exit_codes(
    organization: Organization,
    tmp_path: Path,
    text: str,
    options: list[str],
    code: int,
    licenses: int,
) -> None:
    path = tmp_path / "licenses.txt"
    path.write_bytes(text.encode("latin-1"))
    assert main(["import", str(path), "--as", "alice", *options]) == code
    assert License.objects.count() == licenses


def test_whoever_may_not_import_is_refused(
    organization: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, GOOD)
    assert main(["import", file, "--as", "bob"]) == 5
    assert "[not-allowed]" in capsys.readouterr().err
    assert main(["import", file, "--as", "nobody", "--json"]) == 5
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "user-unknown"


def test_a_plan_out_of_date_exits_with_3(
    organization: Organization,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from goodstanding.imports import actions

    really_apply = actions.apply

    def edit_first(*arguments: object, **options: object) -> object:
        change_license(
            {"notes": "edited in between"},
            license_id=organization.dora_rn.pk,
            version=1,
            actor=Actor(organization.bob, "web"),
        )
        return really_apply(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "apply", edit_first)
    assert main(["import", written(tmp_path, GOOD), "--as", "alice", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["state"] == "checked"
    assert License.objects.count() == 3


@pytest.mark.parametrize("ending", ["txt", "xml", "xlsx"])
def test_results_are_written(organization: Organization, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"results.{ending}"
    main(["check", written(tmp_path, BAD), "--as", "alice", "--results", str(out)])
    assert out.stat().st_size > 100


@pytest.mark.parametrize("what", ["licenses", "available", "learners"])
def test_what_is_exported_can_be_inspected(
    organization: Organization,
    tmp_path: Path,
    what: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / f"{what}.xml"
    assert main(["export", what, "-o", str(out)]) == 0
    capsys.readouterr()
    assert main(["inspect", str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["read_as"] == "XML Spreadsheet 2003, UTF-8"


def test_inspect_without_a_database(tmp_path: Path) -> None:
    file = written(tmp_path, 'a\tb\n\n"x\ny"\t007\n')
    command = [sys.executable, "-m", "goodstanding.cli.main", "inspect", file]
    away = {"GOODSTANDING_HOME": str(tmp_path / "nowhere"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, env=away, check=True)
    said = json.loads(done.stdout)
    assert said["rows"] == [
        {"row": 1, "cells": ["a", "b"]},
        {"row": 3, "cells": ["x\ny", "007"]},
    ]
    assert not (tmp_path / "nowhere").exists()


def test_inspect_chooses_a_sheet_by_name_or_number(
    organization: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "template.xml"
    main(["template", "-o", str(out)])
    capsys.readouterr()
    for sheet in ("2", "Licenses"):
        assert main(["inspect", str(out), "--sheet", sheet]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said["sheet"] == "Licenses"
        assert said["rows"][0]["cells"][1] == "Username"
    assert main(["inspect", str(out), "--sheet", "3"]) == 5
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "sheet-unknown"
    main(["inspect", str(out), "--sheet", "2", "--format", "tsv"])
    assert capsys.readouterr().out.startswith("Action\tUsername\t")


OWN_WORDS = "dora;RN-TX;0012345;03/04/2037\n"


@pytest.mark.parametrize(
    ("dates", "expected"), [("day-first", "04/03/2037"), ("month-first", "03/04/2037")]
)
def test_what_a_file_does_not_tell_is_said_by_arguments(
    organization: Organization,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    dates: str,
    expected: str,
) -> None:
    columns = ["A=username", "b=License ID", "C=License Number", "D=Expiration Date"]
    file = written(tmp_path, OWN_WORDS)
    given = [part for column in columns for part in ("--column", column)]
    told = ["--header-row", "0", "--dates", dates, *given]
    assert main(["import", file, "--as", "alice", *told]) == 0
    day = License.objects.get(pk=organization.dora_rn.pk).expires_on
    assert day is not None
    assert f"{day:%m/%d/%Y}" == expected


@pytest.mark.parametrize(
    ("argument", "code"), [("1=Username", "no-such-column"), ("A=Pears", "no-such-field")]
)
def test_arguments_that_make_no_sense_are_refused(
    organization: Organization,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    argument: str,
    code: str,
) -> None:
    file = written(tmp_path, OWN_WORDS)
    assert main(["check", file, "--as", "alice", "--column", argument]) == 5
    assert f"[{code}]" in capsys.readouterr().err
