"""Files that are made while they are sent: refused before they begin, and let go of early."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.db.models import IntegerField
from django.db.models.functions import Cast
from django.test import Client

from goodstanding.cli.files import write_output
from goodstanding.exports import build, copying
from goodstanding.exports.licenses import license_records, licenses_file
from goodstanding.exports.template import template_file
from goodstanding.licenses.models import License
from goodstanding.licenses.queries import LicenseFilter
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import Conflict, Refusal
from tests.cast import Organization, make_organization
from tests.exports.make import column_of
from tests.exports.whole import licenses_file as whole_file

EVERYBODY = LicenseFilter(learners="all")


@pytest.fixture
def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "PIECE_BYTES", 1)


@pytest.mark.usefixtures("in_small_pieces")
@pytest.mark.parametrize("fmt", ["txt", "xml", "xlsx"])
def test_rows_of_several_frames_are_all_there(organization: Organization, fmt: str) -> None:
    alice = Actor(organization.alice, "web")
    usernames = column_of(whole_file(alice, EVERYBODY, fmt), "Username")
    assert usernames == ["dora", "dora", "erik"]


@pytest.mark.usefixtures("in_small_pieces")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fmt", ["xml", "xlsx"])
def test_a_file_that_nobody_waits_for_lets_go_of_the_database(fmt: str) -> None:
    alice = Actor(make_organization().alice, "web")
    file = licenses_file(alice, EVERYBODY, fmt)
    next(file.blocks)
    # The connection of the page is free meanwhile.
    assert License.objects.count() == 3
    assert len(others()) == 1
    file.blocks.close()
    assert others() == []
    assert len(list(licenses_file(alice, EVERYBODY, fmt).blocks)) > 2
    assert others() == []


def others() -> list[object]:
    """Who else is connected to this database; who has just left may take a moment to be gone."""
    found: list[object] = []
    for _ in range(50):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            found = cursor.fetchall()
        if not found:
            break
        time.sleep(0.02)
    return found


def test_what_the_database_refuses_is_refused_before_the_first_byte(
    organization: Organization,
) -> None:
    alice = Actor(organization.alice, "web")
    broken = License.objects.annotate(n=Cast("user__username", IntegerField())).filter(n=1)
    with pytest.raises(DatabaseError):
        build.build_file("x", license_records(broken), "txt", actor=alice)


@pytest.mark.parametrize("fmt", ["xml", "xlsx"])
def test_more_rows_than_excel_has_are_refused(
    organization: Organization, monkeypatch: pytest.MonkeyPatch, fmt: str
) -> None:
    monkeypatch.setattr(build, "MOST_ROWS", 3)
    alice = Actor(organization.alice, "web")
    with pytest.raises(Conflict) as caught:
        licenses_file(alice, EVERYBODY, fmt)
    assert caught.value.code == "too-many-rows-for-excel"
    assert "3 rows" in caught.value.message
    assert b"".join(licenses_file(alice, EVERYBODY, "txt").blocks).count(b"\r\n") == 4


def test_a_broken_file_is_not_left_half_written(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("before")

    def blocks() -> Iterator[bytes]:
        yield b"half"
        raise DatabaseError("gone")

    with pytest.raises(DatabaseError):
        write_output(str(out), blocks())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.txt", "before")]
    assert write_output(str(out), iter([b"a", b"b"])) == 2
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.txt", "ab")]
    with pytest.raises(Refusal) as caught:
        write_output(str(tmp_path / "none" / "out.txt"), [b"a"])
    assert caught.value.code == "file-not-written"


def test_a_page_sends_the_file_while_it_is_made(
    organization: Organization, client_of: Callable[[User], Client]
) -> None:
    answer = client_of(organization.alice).get("/users/licenses/export.txt")
    assert answer.streaming
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="licenses.txt"'
    assert b"RN.445566" in answer.getvalue()


def test_a_template_without_records_asks_for_none() -> None:
    assert b"Username" in b"".join(template_file("licenses", "txt").blocks)
