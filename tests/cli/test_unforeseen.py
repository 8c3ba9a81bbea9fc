"""Nobody sees a traceback: an installation without tables, a database that is away, a slip."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from goodstanding.cli.commands import template
from goodstanding.cli.main import main


def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of its own, in a data folder of its own."""
    given = {**os.environ, "GOODSTANDING_HOME": str(home), **environment}
    command = [sys.executable, "-m", "goodstanding.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=given, check=False)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (None, "not-set-up"),
        ("postgresql://nobody@127.0.0.1:1/nothing", "database-unreachable"),
    ],
)
def test_a_database_that_is_not_ready(tmp_path: Path, url: str | None, code: str) -> None:
    # The server of the tests has a database that is always empty: the template of the others.
    address = url or os.environ["DATABASE_URL"]
    done = run(tmp_path, "export", "available", "-o", "x.txt", DATABASE_URL=address)
    assert done.returncode == 5
    assert f"[{code}]" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_a_slip_is_told_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GOODSTANDING_HOME", str(tmp_path))
    monkeypatch.setattr(template, "run", lambda options: 1 // 0)
    assert main(["template", "-o", "x.txt"]) == 5
    assert "[unforeseen]" in capsys.readouterr().err
    assert "ZeroDivisionError" in (tmp_path / "errors.log").read_text()
