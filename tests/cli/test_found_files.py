"""Found in review: file names and folders at the command line that ended in a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goodstanding.cli.main import main
from goodstanding.imports.models import Import
from goodstanding.licenses.models import License
from tests.cast import Organization
from tests.cli.test_commands import GOOD, written


@pytest.mark.parametrize(
    ("out", "code"),
    [("nowhere/r.txt", "file-not-written"), ("r.pdf", "format-unknown"), ("r", "format-unknown")],
)
def test_results_that_cannot_be_written_are_refused_before_anything_is_imported(
    organization: Organization,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    out: str,
    code: str,
) -> None:
    file = written(tmp_path, GOOD)
    assert main(["import", file, "--as", "alice", "--results", str(tmp_path / out)]) == 5
    assert f"[{code}]" in capsys.readouterr().err
    assert License.objects.count() == 3


@pytest.mark.parametrize("command", [["export", "licenses"], ["template"]])
@pytest.mark.parametrize(
    ("out", "code"), [("nowhere/x.txt", "file-not-written"), ("x.csv", "format-unknown")]
)
def test_files_that_cannot_be_written_are_refused(
    organization: Organization,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    out: str,
    code: str,
) -> None:
    assert main([*command, "-o", str(tmp_path / out)]) == 5
    assert f"[{code}]" in capsys.readouterr().err


def test_a_file_name_of_any_bytes_is_stored_and_shown(
    organization: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsdecode(b"may\xff.txt")
    assert main(["check", written(tmp_path, GOOD, name), "--as", "alice"]) == 0
    assert Import.objects.get().file_name == "may\ufffd.txt"
    assert "may\ufffd.txt: 2 rows" in capsys.readouterr().out


def test_a_cell_of_many_megabytes_is_named(
    organization: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, GOOD + "dora\tRN-TX\t" + "x" * (21 << 20) + "\t\n")
    assert main(["check", file, "--as", "alice"]) == 4
    assert "cell C4" in capsys.readouterr().out
