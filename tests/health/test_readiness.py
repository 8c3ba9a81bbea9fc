"""Whether the installation is ready: each check is broken for real, and is the one that says so."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from goodstanding.health import on_disk
from goodstanding.installation import workers
from goodstanding.installation.models import Fact, Worker

NAMES = ["database-write", "migrations", "files-writable", "disk", "worker"]
pytestmark = pytest.mark.django_db

OWN_LOCKS = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
"""
"""Others work on the same server."""


@pytest.fixture
def worker() -> Worker:
    """One that lives."""
    key = uuid4()
    workers.beat(key)
    return Worker.objects.get(pk=key)


def bad_ones() -> list[str]:
    """What /readyz calls bad, after comparing its two ways of saying so."""
    answer = Client().get("/readyz", headers={"Host": "192.0.2.7:81", "Accept": "application/json"})
    said = answer.json()
    assert [each["name"] for each in said["checks"]] == NAMES
    found = [each["name"] for each in said["checks"] if not each["ok"]]
    assert answer.status_code == (503 if found else 200)
    assert said["ready"] is not bool(found)
    lines = Client().get("/readyz").content.decode().splitlines()
    assert [line.split()[1].rstrip(":") for line in lines if line.startswith("BAD ")] == found
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    return found


def test_all_is_well(worker: Worker) -> None:
    assert bad_ones() == []
    assert not Fact.objects.exists()


def test_a_database_that_takes_no_changes(worker: Worker) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    assert bad_ones() == ["database-write"]


@pytest.mark.parametrize("change", ["DELETE", "INSERT"])
def test_tables_of_another_version(worker: Worker, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'people' AND name LIKE '0006%%'"
            if change == "DELETE"
            else "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('people', '9999_later', now())"
        )
    assert bad_ones() == ["migrations"]


def test_a_folder_that_keeps_no_files(worker: Worker, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    settings.MEDIA_ROOT = str(tmp_path / "taken")
    assert bad_ones() == ["files-writable"]


def test_a_disk_with_little_left(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_disk, "LEAST", shutil.disk_usage("/").total * 1000)
    assert bad_ones() == ["disk"]


def test_a_worker_that_is_silent(worker: Worker) -> None:
    Worker.objects.update(seen_at=Now() - workers.ALIVE_FOR - timedelta(seconds=1))
    assert bad_ones() == ["worker"]


def test_no_worker_at_all() -> None:
    assert bad_ones() == ["worker"]


@pytest.mark.parametrize("host", ["localhost", "192.0.2.7", "pod.example:8000", "no_name"])
def test_the_process_answers_whatever_the_host_and_needs_no_database(
    host: str, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    with django_assert_num_queries(0):
        answer = Client().get("/healthz", headers={"Host": host})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_only_read(path: str) -> None:
    assert Client().post(path).status_code == 405


def test_nobody_waits_for_the_probe(worker: Worker) -> None:
    """No lock of ours, no lock on a row that another one wants, and no session."""
    with connection.cursor() as cursor:
        assert bad_ones() == []
        cursor.execute(OWN_LOCKS)
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with no room left on it."""
    place = tmp_path / "full"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small file system can be mounted here: a full disk was NOT tried")
    with suppress(OSError):
        (place / "filler").write_bytes(b"x" * 1024**2)
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(worker: Worker, settings: Settings, full_disk: Path) -> None:
    settings.MEDIA_ROOT = str(full_disk)
    assert bad_ones() == ["files-writable", "disk"]
    assert "No space left on device" in Client().get("/readyz").content.decode()
