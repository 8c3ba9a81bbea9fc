"""Signing in while the disk is full, in a small file system of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.server.running import Running, end, environment_of
from tests.server.test_attacked import Visitor
from tests.server.test_https import PASSWORD, make_alice

MEGABYTES = 400
HAS_ROOM = """
from goodstanding.config.database import start_database
start_database()
import django, sys
django.setup()
from django.db import connection
from goodstanding.people.room import BYTES
with connection.cursor() as cursor:
    cursor.execute("SELECT pg_table_size('django_session')")
    sys.exit(cursor.fetchone()[0] < BYTES)
"""


@pytest.fixture
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of a few hundred megabytes."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system to fill up")
    place = Path("/tmp") / f"goodstanding-small-{os.getpid()}"
    place.mkdir()
    kind = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "tmpfs", str(place)]
    if subprocess.run(kind, capture_output=True, check=False).returncode:
        place.rmdir()
        pytest.skip("this machine does not let us mount a small file system to fill up")
    yield place
    subprocess.run(["umount", str(place)], check=True)
    place.rmdir()


def fill(place: Path) -> None:
    """Until not one byte more can be written."""
    for size in (1 << 20, 4096, 1):
        with (place / "ballast").open("ab", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(b"x" * size)
    assert os.statvfs(place).f_bavail == 0


@pytest.mark.slow
def test_people_sign_in_while_the_disk_is_full(small_disk: Path) -> None:
    home = small_disk / "home"
    home.mkdir()
    environment = environment_of(home, GOODSTANDING_PROXIES="1")
    server = Running(home, environment, [])
    try:
        server.wait_until(lambda: server.address, "start", 90)
        make_alice(server)
        command = [sys.executable, "-c", HAS_ROOM]
        server.wait_until(
            lambda: subprocess.run(command, env=environment, check=False).returncode == 0, "room"
        )
        fill(small_disk)
        people = [Visitor(server, f"192.0.2.{number}") for number in range(60)]
        assert Counter(one.sign_in(PASSWORD) for one in people) == {302: 60}
        strangers = [Visitor(server, f"198.51.100.{number}") for number in range(40)]
        wrong = Counter(one.sign_in("a wrong guess") for one in strangers)
        assert set(wrong) == {200, 429}
        assert people[0].ask("GET", "/users/licenses/")[0] == 200
    finally:
        end(server)
