"""Data that earlier versions made goes on with this one: records, history, plans and results."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).parents[2]
EARLIER = ("d966bf6", "3e91c3b", "e8d6c4b")
"""As of any day; checks by distinct texts; the engine as it was measured whole."""
THIS = Path(sys.executable)
ROWS = "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tRN-TX\tUP-1\t01/31/2031\n"


VERSION_TABLES = (
    "SELECT relname::text FROM pg_class "
    "WHERE relkind = 'r' AND relname ~ '^(people|licenses|imports)_.*version$'"
)
VERIFY_GROWN = """
import django
django.setup()
from django.db import models
from goodstanding.history.digests import version_tables
from goodstanding.history.verify import verify
from goodstanding.imports.records import CHAINED
for model in version_tables():
    models.TextField(default="").contribute_to_class(model, "compact_number")
print(verify(CHAINED).broken)
"""


@dataclass(frozen=True)
class Installation:
    """A home and a database, on which any version of the program can be run."""

    home: Path
    database: str

    def run(self, *arguments: str, python: Path = THIS) -> subprocess.CompletedProcess[str]:
        return self._run([str(python), "-m", "goodstanding.cli.main", *arguments])

    def python(self, script: str) -> subprocess.CompletedProcess[str]:
        return self._run([str(THIS), "-c", script])

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        ours = {name: value for name, value in os.environ.items() if "GOODSTANDING_" not in name}
        given = {
            **ours,
            "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
            "GOODSTANDING_HOME": str(self.home),
            "DATABASE_URL": self.database,
        }
        return subprocess.run(
            command, capture_output=True, text=True, env=given, check=False, cwd=self.home
        )

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    server, name = os.environ["DATABASE_URL"], f"upgrade_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        (tmp_path / "home").mkdir()
        yield Installation(tmp_path / "home", make_conninfo(server, dbname=name))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def python_of(commit: str, folder: Path) -> Path:
    """A Python that has the sources as they were at a commit, and what is installed here."""
    folder.mkdir()
    done = subprocess.run(
        ["git", "archive", commit, "src"], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"the history of the project is not here: {done.stderr.decode().strip()}")
    subprocess.run(["tar", "-x"], input=done.stdout, cwd=folder, check=True)
    venv.create(folder / "venv", symlinks=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "venv" / "lib" / version / "site-packages"
    # In a file of the environment: the process that reads files looks at no variable.
    (packages / "earlier.pth").write_text(f"{folder / 'src'}\n{sysconfig.get_path('purelib')}\n")
    return folder / "venv" / "bin" / "python"


@pytest.mark.slow
@pytest.mark.parametrize("commit", EARLIER)
def test_what_an_earlier_version_made_goes_on(
    installation: Installation, tmp_path: Path, commit: str
) -> None:
    earlier = python_of(commit, tmp_path / "earlier")
    made = installation.run("demo", python=earlier)
    assert made.returncode == 0, made.stderr
    sheet = tmp_path / "one.txt"
    sheet.write_text(ROWS)
    checked = installation.run("check", str(sheet), "--as", "alice", "--json", python=earlier)
    assert json.loads(checked.stdout)["state"] == "checked"
    held = installation.ask("SELECT count(*), max(expires_on) FROM licenses_license")

    refused = installation.run("export", "licenses", "-o", "x.txt")
    assert "[data-older-than-program]" in refused.stderr
    upgraded = installation.run("migrate")
    assert upgraded.returncode == 0, upgraded.stderr
    verified = installation.run("audit", "verify", "--json")
    assert json.loads(verified.stdout)["broken"] is None
    assert installation.ask("SELECT count(*), max(expires_on) FROM licenses_license") == held

    imported = installation.run(
        "import", str(sheet), "--as", "alice", "--accept-warnings", "--json"
    )
    assert json.loads(imported.stdout)["state"] == "imported", imported.stdout
    assert installation.run("export", "licenses", "-o", "after.txt").returncode == 0
    assert "UP-1" in (installation.home / "after.txt").read_text()
    verified = installation.run("audit", "verify", "--json")
    assert json.loads(verified.stdout)["broken"] is None
    assert installation.run("version", "--json").returncode == 0
    assert installation.ask("SELECT DISTINCT format FROM history_link ORDER BY 1") == [(1,), (2,)]
    with psycopg.connect(installation.database) as connection:
        for (table,) in installation.ask(VERSION_TABLES):
            connection.execute(f"ALTER TABLE {table} ADD compact_number text NOT NULL DEFAULT ''")
    grown = installation.python(VERIFY_GROWN)
    assert grown.stdout.strip() == "None", grown.stderr
