"""Ends by kill -9, and work that goes on meanwhile: no half of anything is taken for the whole."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.backups.conftest import Place
from tests.backups.test_damaged import SQL, read, signed, write

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"


def start(place: Place, *arguments: str) -> subprocess.Popen[bytes]:
    """A command at this place that goes on by itself."""
    given = {**os.environ, "GOODSTANDING_HOME": str(place.home), **place.environment}
    command = [sys.executable, "-m", "goodstanding.cli.main", *arguments]
    return subprocess.Popen(command, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def wait_for(place: Place, query: str, seconds: float = 20) -> None:
    """Wait until the query finds something."""
    until = time.monotonic() + seconds
    while not place.ask(query):
        assert time.monotonic() < until, query
        time.sleep(0.05)


def test_a_restore_that_is_killed_leaves_no_half_of_a_database(
    archive: Path, new_place: Callable[[], Place], tmp_path: Path
) -> None:
    members = read(archive)
    # It waits between two statements, and there is more to come than fits into a pipe.
    sql = gzip.decompress(members[SQL])
    at = sql.index(b"\nALTER TABLE ONLY public.people_user\n")
    slow = sql[:at] + b"\nSELECT pg_sleep(2);\n" + b"-- and so on\n" * 30_000 + sql[at:]
    path = write(tmp_path / "slow.tar", signed(members | {SQL: gzip.compress(slow)}))
    place = new_place()
    restoring = start(place, "restore", str(path))
    loads = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query ~ '{}'"
    wait_for(place, loads.format("^SELECT pg_sleep"))
    restoring.kill()
    restoring.communicate()
    psql = "application_name = 'goodstanding' AND datname = current_database()"
    wait_for(place, f"SELECT WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE {psql})")
    assert place.ask(TABLES) == []
    code, _, error = place.run("restore", str(archive))
    assert (code, error.splitlines()[-1]) == (5, "[target-in-use]")
    assert "there are files in" in error


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_backup_that_is_ended_leaves_no_archive(
    demonstration: Place, tmp_path: Path, number: signal.Signals
) -> None:
    with psycopg.connect(demonstration.database) as held:
        held.execute("LOCK TABLE people_unit IN ACCESS EXCLUSIVE MODE")
        making = start(demonstration, "backup", str(tmp_path))
        wait_for(demonstration, "SELECT FROM pg_locks WHERE NOT granted")
        making.send_signal(number)
        making.communicate()
    assert not list(tmp_path.glob("*.tar"))
    assert number == signal.SIGKILL or list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_backup_while_imports_go_on_is_of_one_moment(
    archive: Path, new_place: Callable[[], Place], tmp_path: Path
) -> None:
    place = new_place()
    assert place.run("restore", str(archive))[0] == 0
    sheets = []
    for number in range(3):
        rows = "".join(f"dora\tRN-TX\tN{number}-{row}\t01/31/2031\n" for row in range(400))
        sheets.append(tmp_path / f"{number}.txt")
        sheets[-1].write_text(f"Username\tLicense ID\tLicense Number\tExpiration Date\n{rows}")
    working = [
        start(place, "import", str(sheet), "--as", "alice", "--accept-warnings") for sheet in sheets
    ]
    held = set()
    while any(each.poll() is None for each in working):
        made = place.told("backup", str(tmp_path), "--verify")
        assert (made["verified"], made["lost"]) == (True, [])
        held.add(made["licenses"])
    for each in working:
        _, error = each.communicate()
        assert each.returncode == 0, error
    assert {count % 400 for count in held} == {950 % 400}
