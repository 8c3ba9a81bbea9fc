"""Every address of the web door, asked by every role: the whole table, and nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern

from goodstanding.history.models import Event
from goodstanding.imports import actions
from goodstanding.imports.models import Import, Remembered
from goodstanding.licenses.models import License, LicenseType
from goodstanding.people.actor import Actor
from goodstanding.people.models import Supervision, Unit, User, UserVersion
from goodstanding.web.methods import TAKE_FORMS
from goodstanding.web.urls import urlpatterns
from tests.cast import Organization
from tests.house.headers import wrong_headers
from tests.house.permission_table import DEEDS, OPEN_TO_ALL, ROLES, TABLE

ClientOf = Callable[[User], Client]
WATCHED = (License, LicenseType, UserVersion, Unit, Supervision, Event, Import, Remembered)


def addresses() -> Iterator[tuple[str, str]]:
    """Name and route of every address; those of several kinds of sheets are told apart."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern), "spell out what is included, address by address"
        assert pattern.name, f"{pattern.pattern} has no name"
        kind = pattern.default_args.get("kind")
        yield f"{pattern.name}:{kind}" if kind else pattern.name, str(pattern.pattern)


ADDRESSES = dict(addresses())
OF_RECORDS = sorted(name for name, route in ADDRESSES.items() if "_id>" in route)
ONLY_SENT_TO = {
    "license-put-back", "license-type-retire", "import-apply", "import-discard",
    "import-cancel", "import-again", "import-undo",
    "remembered-forget:licenses", "remembered-forget:learners", "remembered-forget:license-types",
}  # fmt: skip


def checked_import(user: User) -> Import:
    """An import that the user has uploaded and checked."""
    actor, text = Actor(user, "web"), b"Username\tLicense ID\ndora\tRN-TX\n"
    made = actions.upload(BytesIO(text), file_name="x.txt", kind="licenses", actor=actor)
    actions.check(made, actor=actor)
    return made


def _remembered(o: Organization, name: str) -> int:
    """An answer that is remembered for the kind of sheet that the address is about."""
    kind = name.rpartition(":")[2]
    if not name.startswith("remembered-forget"):
        return 0
    about = {"what": "heading", "text": "Badge", "text_key": "badge", "value": "username"}
    return Remembered.objects.create(pk=123_456, kind=kind, by=o.alice, **about).pk


def things_in_north(o: Organization, name: str) -> dict[str, str]:
    """A value for each part of the address that is not fixed."""
    values = {
        "int:license_id": o.dora_rn.pk,
        "int:learner_id": o.dora.pk,
        "int:user_id": o.dora.pk,
        "int:license_type_id": o.rn_texas.pk,
        "uuid:import_id": checked_import(o.alice).pk if "import_id" in ADDRESSES[name] else "",
        "int:row": 2,
        "int:remembered_id": _remembered(o, name),
        "fmt:fmt": "txt",
        "slug:slug": "importing-licenses",
    }
    return {key: str(value) for key, value in values.items()}


def things_nowhere() -> dict[str, str]:
    """The same for things that do not exist."""
    numbers = ("license_id", "learner_id", "user_id", "license_type_id", "remembered_id")
    return {f"int:{name}": "999999" for name in numbers} | {"uuid:import_id": str(uuid4())}


def address(name: str, values: dict[str, str]) -> str:
    """The address of that name with the values in it."""
    return "/" + re.sub("<([^>]+)>", lambda part: values[part[1]], ADDRESSES[name])


def client_for(role: str, o: Organization, client_of: ClientOf) -> Client:
    """A browser in which the role is signed in; whoever signs in has a password."""
    if role == "anonymous":
        return Client()
    User.objects.filter(username=role).update(password="some hash")
    return client_of(User.objects.get(username=role))


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert len(ADDRESSES) == len(urlpatterns)
    assert set(TABLE) == set(ADDRESSES)
    assert set(DEEDS) | ONLY_SENT_TO <= set(ADDRESSES)


@pytest.mark.parametrize("name", TABLE)
def test_what_each_role_is_answered(
    organization: Organization, client_of: ClientOf, name: str
) -> None:
    place = address(name, things_in_north(organization, name))
    answers = [client_for(role, organization, client_of).get(place) for role in ROLES]
    found = {role: answer.status_code for role, answer in zip(ROLES, answers, strict=True)}
    assert found == dict(zip(ROLES, TABLE[name], strict=True))
    assert [wrong_headers(answer) for answer in answers] == [{}] * len(ROLES)


@pytest.mark.parametrize("name", sorted(set(TABLE) - OPEN_TO_ALL))
def test_whoever_is_not_signed_in_is_sent_to_do_so(organization: Organization, name: str) -> None:
    answer = Client().get(address(name, things_in_north(organization, name)))
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    assert answer.content == b""


def asked(client: Client, method: str, name: str, values: dict[str, str]) -> tuple[Any, ...]:
    """Status, way on and body, without what differs from request to request."""
    place = address(name, values)
    answer = getattr(client, method)(place)
    body = answer.content.decode()
    body = re.sub(r"(csrfmiddlewaretoken|X-CSRFToken)\W+(value=\W)?\w+", "", body)
    for key, value in values.items():
        if f"<{key}>" in ADDRESSES[name] and "_id" in key:
            alone = rf"(?<![\w.=]){value}(?![\w.])"  # not the 1 of "initial-scale=1"
            body, place = re.sub(alone, "…", body), place.replace(value, "…")
    way_on = answer.headers.get("Location", "")
    return answer.status_code, way_on if "/imports/" not in way_on else "", body


@pytest.mark.parametrize("name", OF_RECORDS)
def test_outside_and_not_existing_are_answered_alike(
    organization: Organization, client_of: ClientOf, name: str
) -> None:
    known = things_in_north(organization, name)
    takes_forms = name.partition(":")[0] in TAKE_FORMS
    for role in ("charlie", "erik"):
        client = client_for(role, organization, client_of)
        for method in ("get", "post"):
            outside = asked(client, method, name, known)
            nowhere = asked(client, method, name, known | things_nowhere())
            assert outside == nowhere, (role, method)
            only_led_back = method == "get" and name in ONLY_SENT_TO
            refused = {403, 404} if method == "get" or takes_forms else {405}
            assert outside[0] in ({302} if only_led_back else refused), (role, method)


@pytest.mark.parametrize("name", DEEDS)
def test_whoever_may_not_changes_nothing(
    organization: Organization, client_of: ClientOf, name: str
) -> None:
    place = address(name, things_in_north(organization, name))
    before = [list(model.objects.order_by("pk").values_list()) for model in WATCHED]
    for role in ("anonymous", "charlie", "dora", "erik", "grace"):
        answer = client_for(role, organization, client_of).post(place, DEEDS[name])
        assert answer.status_code in ({302} if role == "anonymous" else {403, 404}), role
        assert wrong_headers(answer) == {}
    after = [list(model.objects.order_by("pk").values_list()) for model in WATCHED]
    assert after == before
