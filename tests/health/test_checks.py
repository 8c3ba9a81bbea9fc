"""Each check finds what it is for, and says what to do."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from goodstanding.config.mail import MailServer
from goodstanding.health import on_database, on_disk, on_history, on_network, on_work
from goodstanding.health.ages import in_words
from goodstanding.health.checks import CHECKS, READINESS, examine
from goodstanding.health.finding import Finding, State
from goodstanding.imports import job
from goodstanding.imports.models import Import
from goodstanding.installation import workers
from goodstanding.installation.facts import Key, note
from goodstanding.installation.models import Fact, Worker
from goodstanding.people.models import User
from tests.imports.test_job import uploaded

pytestmark = pytest.mark.django_db
GOOD, SOON, BAD = State.GOOD, State.SOON, State.BAD


def test_names_are_unique_and_every_check_says_something() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    for check, finding in examine([each for each in CHECKS if not each.is_slow]):
        assert finding.said.endswith((".", ")."))
        assert bool(finding.remedy) == (finding.state != GOOD), check.name
    assert not [check for check in READINESS if check.is_slow]


@pytest.mark.parametrize(
    ("days", "state"), [(None, SOON), (0, GOOD), (3, SOON), (9, BAD), (900, BAD)]
)
def test_a_backup_grows_old(days: int | None, state: State) -> None:
    if days is not None:
        note(Key.BACKUP)
        Fact.objects.update(at=Now() - timedelta(days=days))
    assert on_history.see_backup().state == state


@pytest.mark.parametrize(
    ("days", "broken", "state"),
    [(None, None, SOON), (1, None, GOOD), (16, None, SOON), (1, "altered", BAD), (99, "x", BAD)],
)
def test_a_check_of_the_history_grows_old(
    days: int | None, broken: str | None, state: State
) -> None:
    if days is not None:
        note(Key.CHAIN_CHECK, links=5, broken=broken, broken_at=None, seconds=0.1)
        Fact.objects.update(at=Now() - timedelta(days=days))
    assert on_history.see_chain().state == state


@pytest.mark.parametrize(("minutes", "state"), [(0, GOOD), (6, SOON), (31, BAD)])
def test_what_waits_for_long_is_told(alice: User, minutes: int, state: State) -> None:
    assert on_work.see_queue().state == GOOD
    uploaded(alice)
    Import.objects.update(created_at=Now() - timedelta(minutes=minutes))
    assert on_work.see_queue().state == state
    taken = job.take_up()
    assert taken is not None
    assert on_work.see_queue().state == GOOD
    Import.objects.update(lease_until=Now() - timedelta(minutes=minutes, seconds=1))
    assert on_work.see_queue().state == state


@pytest.mark.parametrize(("minutes", "state"), [(0, GOOD), (6, BAD)])
@pytest.mark.parametrize("column", ["started_at", "kept_house_at"])
def test_a_worker_whose_rounds_have_stopped(minutes: int, state: State, column: str) -> None:
    workers.beat(uuid4())
    Worker.objects.update(**{column: Now() - timedelta(minutes=minutes)})
    assert on_work.see_housekeeping().state == state


def test_nobody_keeps_house() -> None:
    assert on_work.see_housekeeping().state == SOON


ADDRESSES: dict[str, tuple[dict[str, object], State, str]] = {
    "as it comes": ({}, GOOD, "http://localhost:8000"),
    "by HTTPS": (
        {"ADDRESS": "https://gs.example.org", "ALLOWED_HOSTS": ["gs.example.org"], "HTTPS": True},
        GOOD,
        "https://gs.example.org",
    ),
    "hosts forgotten": (
        {"ADDRESS": "https://gs.example.org", "HTTPS": True}, BAD, "GOODSTANDING_HOSTS",
    ),
    "https forgotten": (
        {"ADDRESS": "https://gs.example.org", "ALLOWED_HOSTS": ["gs.example.org"]},
        BAD,
        "GOODSTANDING_HTTPS=yes",
    ),
    "in the clear": (
        {"ADDRESS": "http://gs.example.org", "ALLOWED_HOSTS": [".example.org"]}, BAD, "passwords",
    ),
    "address forgotten": ({"ALLOWED_HOSTS": ["localhost", "gs.example.org"]}, SOON, "mail"),
    "address in the clear": ({"HTTPS": True}, BAD, "begins with http"),
    "a stranger's origin": (
        {"CSRF_TRUSTED_ORIGINS": ["https://other.example.org"]}, SOON, "GOODSTANDING_ORIGINS",
    ),
    "debugging": ({"DEBUG": True}, BAD, "debug"),
}  # fmt: skip


@pytest.mark.parametrize("case", ADDRESSES)
def test_settings_of_the_address_fit_together(settings: Settings, case: str) -> None:
    given, state, said = ADDRESSES[case]
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    for name, value in given.items():
        setattr(settings, name, value)
    found = on_network.see_address()
    assert found.state == state
    assert said in f"{found.said} {found.remedy}"


def greeting(server: socket.socket) -> None:
    client, _ = server.accept()
    with client:
        client.sendall(b"220 mail.example.org\r\n")
        while line := client.recv(1000):
            client.sendall(b"221 bye\r\n" if line.startswith(b"quit") else b"250 fine\r\n")


def test_a_mail_server_is_asked_without_sending(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.getsockname()[1]
        settings.MAIL = MailServer("127.0.0.1", settings.EMAIL_PORT)
        thread = threading.Thread(target=greeting, args=(server,))
        thread.start()
        assert on_network.see_mail().state == GOOD
        thread.join()
    found = on_network.see_mail()
    assert (found.state, "ConnectionRefusedError" in found.said) == (BAD, True)
    settings.MAIL = MailServer()
    assert on_network.see_mail().state == GOOD


@pytest.mark.parametrize(
    ("mode", "key", "state"), [(0o700, 0o600, GOOD), (0o750, 0o600, BAD), (0o700, 0o644, BAD)]
)
def test_a_data_folder_that_others_can_read(
    settings: Settings, tmp_path: Path, mode: int, key: int, state: State
) -> None:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    (settings.HOME / "secret-key").write_text("x")
    os.chmod(settings.HOME / "secret-key", key)
    os.chmod(settings.HOME, mode)
    assert on_disk.see_home().state == state


def test_uploads_that_are_missing(alice: User, settings: Settings) -> None:
    import_ = uploaded(alice)
    assert on_disk.see_uploads().state == GOOD
    shutil.rmtree(Path(settings.MEDIA_ROOT) / "imports" / str(import_.pk))
    found = on_disk.see_uploads()
    assert (found.state, "1 import" in found.said) == (BAD, True)
    Import.objects.update(files_removed_at=timezone.now())
    assert on_disk.see_uploads().state == GOOD


def test_a_database_that_forgets() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    found = on_database.see_settings()
    assert (found.state, "synchronous_commit is off" in found.said) == (BAD, True)


@pytest.mark.parametrize(("seconds", "state"), [(0, GOOD), (-5, SOON), (90, BAD)])
def test_clocks_that_differ(seconds: int, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[], float] = on_database.time.time
    monkeypatch.setattr(on_database.time, "time", lambda: real() + seconds)
    assert on_database.see_clock().state == state


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 seconds"), (1, "1 second"), (119, "119 seconds"), (120, "2 minutes"),
     (7_199, "119 minutes"), (172_800, "2 days"), (-4, "0 seconds")],
)  # fmt: skip
def test_ages_in_words(seconds: int, said: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == said
    assert isinstance(on_work.see_worker(), Finding)
