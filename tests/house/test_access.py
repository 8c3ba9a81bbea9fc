"""Every method of every address by every actor: nothing of anybody outside the scope in any answer.

Every personal field of every learner holds a word that stands nowhere else. Whoever may not see a
learner must not find a word of his or hers: not in a body, header, file, mail or line of the log.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from goodstanding.imports import actions
from goodstanding.imports.models import Import, Remembered
from goodstanding.licenses.actions import change_license
from goodstanding.licenses.models import License
from goodstanding.people.actor import Actor
from goodstanding.people.models import Unit, User
from goodstanding.web.methods import TAKE_FORMS
from tests.cast import Organization
from tests.house.headers import wrong_headers
from tests.house.permission_table import DEEDS, TABLE
from tests.house.test_permissions import (
    ADDRESSES,
    ONLY_SENT_TO,
    address,
    client_for,
    things_in_north,
)

ClientOf = Callable[[User], Client]
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")
ACTORS = ("anonymous", "alice", "bob", "charlie", "dora", "erik", "grace", "deactivated")
NORTH, SOUTH, FILE, PERSON = "qnorthq", "qsouthq", "qfileq", "qanswerq"
FOREIGN = {
    "anonymous": (NORTH, SOUTH, FILE, PERSON),
    "alice": (),
    "bob": (SOUTH, FILE, PERSON),
    "charlie": (NORTH, FILE, PERSON),
    "dora": (SOUTH, FILE, PERSON),
    "erik": (NORTH, FILE, PERSON),
    "grace": (PERSON,),
    "deactivated": (NORTH, SOUTH, FILE, PERSON),
}
"""What each actor must never meet: words of North, of South, of alice's files and answers."""


def mark(o: Organization) -> Import:
    """Put the words into every field; give an import of alice's about both learners."""
    for user, unit, word in ((o.dora, o.north_clinic, NORTH), (o.erik, o.south, SOUTH)):
        User.objects.filter(pk=user.pk).update(
            first_name=f"{word}first", last_name=f"{word}last", job_title=f"{word}job",
            email=f"{word}@example.org",
        )  # fmt: skip
        Unit.objects.filter(pk=unit.pk).update(
            name=f"{word}unit", full_name=f"Riverbend Care / {word}unit"
        )
        said = {
            "number": f"{word}number", "notes": f"{word}notes", "verified_by": f"{word}by",
            "verification_method": f"{word}how",
        }  # fmt: skip
        for held in License.objects.filter(user=user):
            change_license(
                said, license_id=held.pk, version=held.version, actor=Actor(o.alice, "web")
            )
    text = (
        "Username\tLicense ID\tLicense Number\tNotes\n"
        f"dora\tBLS\t{NORTH}new\t{NORTH}text\nerik\tBLS\t{SOUTH}new\t{SOUTH}text\n"
    )
    alice = Actor(o.alice, "web")
    made = actions.upload(
        BytesIO(text.encode()), file_name=f"{FILE}.txt", kind="licenses", actor=alice
    )
    actions.check(made, actor=alice)
    actions.apply(made.pk, plan_digest=made.plan_digest, actor=alice)
    for kind in ("licenses", "learners"):
        Remembered.objects.create(
            kind=kind, what="value", field="username", text=PERSON, text_key=PERSON,
            value="dora", by=o.alice,
        )  # fmt: skip
    return made


def body_of(answer: Any) -> str:
    """The body of an answer, workbooks unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return str(body.decode(errors="replace"))


def read(answer: Any) -> str:
    """Headers and body of an answer."""
    return f"{answer.headers}{answer.cookies}{body_of(answer)}".lower()


def client_of_actor(name: str, o: Organization, client_of: ClientOf) -> Client:
    """A browser of that actor; whoever was deactivated has a session from before."""
    if name != "deactivated":
        return client_for(name, o, client_of)
    client = client_for("bob", o, client_of)
    User.objects.filter(username="bob").update(is_active=False)
    return client


def asked(client: Client, method: str, place: str, data: dict[str, str]) -> Any:
    """The answer; whatever the request did is taken back."""
    kept = SimpleCookie(client.cookies)
    with transaction.atomic():
        sent = {"data": data} if method == "POST" else {}
        answer = (client.post if sent else client.generic)(
            *([] if sent else [method]), place, **sent
        )
        text = read(answer)
        transaction.set_rollback(True)
    client.cookies = kept
    return answer, text


def allowed(name: str) -> tuple[str, ...]:
    takes = name.partition(":")[0] in TAKE_FORMS
    return ("GET", "HEAD", "POST") if takes else ("GET", "HEAD")


def test_what_takes_forms_is_listed() -> None:
    deeds = {name.partition(":")[0] for name in (*DEEDS, *ONLY_SENT_TO)}
    others = {"license-add", "system", "units"} | {n for n in ADDRESSES if n.startswith("account_")}
    assert deeds <= TAKE_FORMS <= deeds | others


@pytest.mark.parametrize("name", ACTORS)
def test_no_answer_tells_of_anybody_outside(
    organization: Organization,
    client_of: ClientOf,
    name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = mark(organization)
    client = client_of_actor(name, organization, client_of)
    faults, met = [], set()
    for page in TABLE:
        values = things_in_north(organization, page)
        if "import_id" in ADDRESSES[page]:
            values["uuid:import_id"] = str(made.pk)
        place = address(page, values)
        Remembered.objects.filter(pk=123_456).delete()
        for method in METHODS:
            answer, text = asked(client, method, place, DEEDS.get(page, {}))
            told = [word for word in FOREIGN[name] if word in text]
            met |= {word for word in (NORTH, SOUTH, FILE, PERSON) if word in text}
            known = answer.status_code != 405 and "Allow" not in answer.headers
            right = known == (method in allowed(page)) and not wrong_headers(answer)
            if told or not right or answer.status_code >= 500:
                faults.append((page, method, answer.status_code, told, wrong_headers(answer)))
    assert faults == []
    assert met == {*(NORTH, SOUTH, FILE, PERSON)} - {*FOREIGN[name]}, "a word that nobody meets"
    said = caplog.text + "".join(f"{one.subject}{one.body}{one.to}" for one in mail.outbox)
    assert not [word for word in (NORTH, SOUTH, FILE, PERSON) if word in said.lower()]


LISTS = (
    "/users/licenses/", "/users/licenses/export.txt", "/users/", "/users/export.txt",
    "/users/licenses/add/", "/users/units/",
)  # fmt: skip


@pytest.mark.parametrize("name", ["bob", "charlie", "dora", "erik"])
def test_no_filter_tells_whether_something_is_there(
    organization: Organization, client_of: ClientOf, name: str
) -> None:
    mark(organization)
    client = client_for(name, organization, client_of)
    o, north = organization, name in {"charlie", "erik"}
    unit, learner = (o.north_clinic, o.dora) if north else (o.south, o.erik)
    word = NORTH if north else SOUTH
    pairs = [("unit", unit.pk), ("learner", learner.pk), ("user", learner.pk)]
    pairs += [("text", f"{word}last"), ("text", learner.username), ("text", f"{word}number")]
    for place in LISTS:
        for key, there in pairs:
            nowhere = "999999" if isinstance(there, int) else "nobodyatall"
            answers = [client.get(place, {key: value}) for value in (there, nowhere)]
            hidden = rf"\b({there}|{nowhere})\b|csrfmiddlewaretoken.*?>|X-CSRFToken[^}}]*"
            bodies = [re.sub(hidden, "…", body_of(one)) for one in answers]
            assert answers[0].status_code == answers[1].status_code, (place, key)
            assert word not in bodies[0].lower(), (place, key)
            assert bodies[0] == bodies[1], (place, key)
