"""Wrong settings: each in one sentence with the remedy, before anything starts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNUSABLE = "/proc/goodstanding"
"""A folder that cannot be made, by root neither."""

WRONG = [
    ("GOODSTANDING_TIME_ZONE", "Mars/Phobos", "not a time zone"),
    ("GOODSTANDING_TIME_ZONE", "../../etc/passwd", "not a time zone"),
    ("GOODSTANDING_HTTPS", "maybe", "neither yes nor no"),
    ("GOODSTANDING_DEBUG", "2", "neither yes nor no"),
    ("GOODSTANDING_HOSTS", "https://licenses.example.org", "not just the name of a host"),
    ("GOODSTANDING_HOSTS", "licenses.example.org:8000", "not just the name of a host"),
    ("GOODSTANDING_ORIGINS", "licenses.example.org", "not the address of a website"),
    ("GOODSTANDING_ADDRESS", "licenses.example.org", "not the address of a website"),
    ("GOODSTANDING_LEASE_SECONDS", "0", "not a whole number from 1 to 3,600"),
    ("GOODSTANDING_PLAN_DAYS", "7.5", "not a whole number"),
    ("GOODSTANDING_FILE_DAYS", "-1", "not a whole number"),
    ("GOODSTANDING_FILE_ROWS", "1000001", "not a whole number from 1 to 1,000,000"),
    ("GOODSTANDING_FILE_MEGABYTES", "9" * 5_000, "not a whole number from 1 to 128"),
    ("GOODSTANDING_MAIL", "http://mail.example.org", "not the address of a mail server"),
    ("GOODSTANDING_MAIL", "smtp://ann:hunter2@host:port", "not the address of a mail server"),
    ("DATABASE_URL", "mysql://ann:hunter2@host/name", "not the address of a PostgreSQL"),
    ("DATABASE_URL", "postgresql://host:port/name", "not the address of a PostgreSQL"),
    ("GOODSTANDING_HOME", UNUSABLE, "this user can keep nothing"),
    ("GOODSTANDING_HOME", "/dev/null", "this user can keep nothing"),
    ("GOODSTANDING_SECRET_KEY_FILE", "/nowhere/key", "cannot be read"),
]


def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of its own, in a data folder of its own."""
    ours = {name: value for name, value in os.environ.items() if "GOODSTANDING_" not in name}
    given = {**ours, "GOODSTANDING_HOME": str(home), **environment}
    command = [sys.executable, "-m", "goodstanding.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=given, check=False)


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_setting_is_told_before_anything_starts(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    done = run(tmp_path / "home", "serve", **{name: value})
    assert done.returncode == 5
    first, remedy, code = done.stderr.splitlines()
    assert first.startswith(name)
    assert said in first
    assert len(first) < 200
    assert remedy
    assert code == "[setting-wrong]"
    assert "hunter2" not in done.stderr
    assert done.stdout == ""


def test_check_config_tells_all_at_once_and_the_misspelled_ones(tmp_path: Path) -> None:
    wrong = {
        "GOODSTANDING_TIME_ZONE": "Mars/Phobos",
        "GOODSTANDING_HTTPS": "maybe",
        "GOODSTANDING_FILE_ROW": "5",
    }
    done = run(tmp_path / "home", "check-config", "--json", **wrong)
    assert done.returncode == 2
    problems = json.loads(done.stdout)["problems"]
    told = {problem["message"].split()[0]: problem for problem in problems}
    assert told.keys() == wrong.keys()
    assert told["GOODSTANDING_FILE_ROW"]["remedy"] == "Did you mean GOODSTANDING_FILE_ROWS?"
    assert not (tmp_path / "home" / "database").exists()


def test_check_config_knows_every_setting(tmp_path: Path) -> None:
    settings = (ROOT / "ARCHITECTURE.md").read_text().split("## Settings")[1].split("\n## ")[0]
    names = set(re.findall(r"^\| `(GOODSTANDING_[A-Z_]+)` \|", settings, re.MULTILINE))
    empty = dict.fromkeys(names - {"GOODSTANDING_HOME"}, "")
    done = run(tmp_path / "home", "check-config", **empty)
    assert done.stdout.splitlines() == ["The settings are right, and the database answers."]
    assert done.returncode == 0


def test_check_config_asks_the_database(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    done = run(tmp_path / "home", "check-config", DATABASE_URL=nowhere)
    assert done.returncode == 2
    assert done.stdout.startswith("The database does not answer")
