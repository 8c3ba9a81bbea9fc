"""The log of the pages: a line for each request, with a number, and nobody's values in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client

from goodstanding.config.logs import JsonLines, PlainLines
from goodstanding.imports.models import Import, State
from goodstanding.people.models import User
from tests.cast import Organization
from tests.web.test_imports import GOOD, HEADER, checked, upload, work

ClientOf = Callable[[User], Client]
CANARY = "Tweety7731"


class Kept(logging.Handler):
    """Keeps each line as both formats would write it at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, object]] = []
        self.all = ""

    def emit(self, record: logging.LogRecord) -> None:
        line = JsonLines().format(record)
        self.lines.append(json.loads(line))
        self.all += f"{line}\n{PlainLines().format(record)}\n"

    def access(self) -> dict[str, object]:
        """The newest access line."""
        return [line for line in self.lines if line["logger"] == "goodstanding.access"][-1]


@pytest.fixture
def log() -> Iterator[Kept]:
    kept, root = Kept(), logging.getLogger()
    root.addHandler(kept)
    yield kept
    root.removeHandler(kept)


def test_a_request_is_told_by_the_name_of_its_page(
    organization: Organization, client_of: ClientOf, log: Kept
) -> None:
    alice = client_of(organization.alice)
    answer = alice.get(f"/users/{organization.dora.pk}/?q={CANARY}", REMOTE_ADDR="192.0.2.7")
    line = log.access()
    assert line | {"time": "", "milliseconds": 0} == {
        "time": "", "level": "INFO", "logger": "goodstanding.access", "message": line["message"],
        "request_id": answer.headers["X-Request-ID"], "user_id": str(organization.alice.pk),
        "method": "GET", "route": "learner", "status": 200, "milliseconds": 0,
        "bytes": len(answer.content), "client": "192.0.2.7",
    }  # fmt: skip
    assert str(line["message"]).startswith("GET learner 200 in ")
    assert CANARY not in log.all


@pytest.mark.parametrize(
    ("path", "route"),
    [
        (f"/{CANARY}/", "nowhere"),
        ("/static/goodstanding.css", "static"),
        ("/healthz", "healthz"),
        ("/help/", "help"),
        ("/users/", "users"),
    ],
)
def test_addresses_are_not_told(db: None, client: Client, log: Kept, path: str, route: str) -> None:
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    sent = len(b"".join(answer))
    assert log.access()["bytes"] == sent
    assert log.access()["route"] == route
    assert "user_id" not in log.access()
    assert CANARY not in log.all


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("0b1c-77.f_e12", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("short", False),
        ("with a blank", False),
        ("line\x0bbreak-and-more", False),
        ("<script>alert</script>", False),
        ("", False),
    ],
)
def test_a_number_is_taken_over_if_it_is_one(
    client: Client, log: Kept, given: str, is_taken: bool
) -> None:
    answers = [client.get("/healthz", headers={"X-Request-ID": given}) for _ in range(2)]
    numbers = [answer.headers["X-Request-ID"] for answer in answers]
    assert (numbers == [given, given]) is is_taken
    assert is_taken or (len(set(numbers)) == 2 and all(len(number) == 32 for number in numbers))
    assert log.access()["request_id"] == numbers[1]


def test_what_is_sent_bit_by_bit_is_told_when_it_has_gone_out(
    organization: Organization, client_of: ClientOf, log: Kept
) -> None:
    answer = client_of(organization.alice).get("/users/licenses/export.txt")
    assert not [line for line in log.lines if line.get("route") == "licenses-export"]
    sent = b"".join(answer)
    line = log.access()
    assert (line["route"], line["bytes"]) == ("licenses-export", len(sent))
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["user_id"] == str(organization.alice.pk)


def test_a_fault_shows_the_number_by_which_it_is_found(
    organization: Organization, client_of: ClientOf, log: Kept
) -> None:
    alice = client_of(organization.alice)
    alice.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE licenses_license RENAME TO {CANARY}")
    answer = alice.get(f"/users/licenses/{organization.dora_rn.pk}/")
    assert answer.status_code == 500
    number = answer.headers["X-Request-ID"]
    assert f"Request: {number}" in answer.content.decode()
    (fault,) = [line for line in log.lines if line["level"] == "ERROR"]
    assert fault["request_id"] == log.access()["request_id"] == number
    assert "ProgrammingError (SQLSTATE 42P01)" in str(fault["error"])
    assert "licenses/queries.py" in str(fault["error"])
    assert CANARY.lower() not in log.all.lower()


FILES = {
    "row.txt": f"{HEADER}\t{CANARY}\tRN-TX\t{CANARY}\t06/31/2037\n".encode(),
    "heading.txt": f"{CANARY}\tfoo\n{CANARY}\tbar\n".encode(),
    "bytes.txt": HEADER.encode() + f"\t{CANARY}\t".encode() + bytes(range(256)) * 9,
    "quotes.txt": f'{HEADER}\t"{CANARY}\tRN-TX\t"x"{CANARY}"\n'.encode(),
    "broken.xlsx": b"PK\x03\x04" + CANARY.encode() * 90,
    "broken.ods": b"PK\x05\x06" + CANARY.encode() * 90,
    "broken.xml": f'<?xml version="1.0"?><Workbook><{CANARY}>{CANARY}&x;'.encode(),
    "deep.xml": b"<?xml version='1.0'?>" + f"<{CANARY}>".encode() * 9000,
    "page.html": f"<table><tr><td>{CANARY}<td></table>".encode(),
    "nothing.bin": CANARY.encode() + b"\0" * 500,
    f"{CANARY}.txt": GOOD.encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_what_stands_in_a_file_is_never_told(
    organization: Organization, client_of: ClientOf, log: Kept, name: str
) -> None:
    alice = client_of(organization.alice)
    answer = upload(alice, FILES[name], name, only_validate="")
    work()
    if answer.status_code == 302:
        for part in ("", "reading/", "fix/2/", "results.txt"):
            list(alice.get(f"{answer.headers['Location']}{part}"))
    assert log.access()["method"] in {"GET", "POST"}
    assert CANARY.lower() not in log.all.lower()


def test_what_the_database_refuses_is_told_by_its_kind(
    organization: Organization, client_of: ClientOf, log: Kept
) -> None:
    """PostgreSQL repeats the value in its message."""
    alice = client_of(organization.alice)
    row = f"{HEADER}\tdora\tRN-OH\t{CANARY}\t01/31/2037\n"
    address = checked(alice, row)
    import_ = Import.objects.get()
    assert import_.state == State.CHECKED
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE licenses_license ADD CONSTRAINT no_bird "
            "CHECK (number::bigint > 0) NOT VALID"
        )
    alice.post(f"{address}apply/", {"plan_digest": import_.plan_digest})
    work()
    import_.refresh_from_db()
    assert (import_.state, import_.refusal["code"]) == (State.STOPPED, "broke-off")
    (fault,) = [line for line in log.lines if line["level"] == "ERROR"]
    assert "DataError (SQLSTATE 22P02)" in str(fault["error"])
    assert fault["import_id"] == str(import_.pk)
    assert fault["user_id"] == str(organization.alice.pk)
    assert CANARY not in log.all
