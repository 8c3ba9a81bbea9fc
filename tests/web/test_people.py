from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from goodstanding.people.models import Unit, User
from goodstanding.web import table
from tests.cast import Organization

ClientOf = Callable[[User], Client]
PERSON = {
    "username": "hana",
    "first_name": "Hana",
    "last_name": "Brandt",
    "role": "supervisor",
    "is_active": "on",
    "may_import": "on",
}


@pytest.mark.parametrize(
    ("who", "query", "expected"),
    [
        ("alice", "", {"alice", "bob", "charlie", "dora", "erik", "grace"}),
        ("alice", "?role=supervisor", {"bob", "charlie"}),
        ("alice", "?text=lind", {"dora"}),
        ("alice", "?active=inactive", set()),
        ("alice", "?text=DORA@", {"dora"}),
        ("alice", "?text=example.org", set()),
        ("bob", "", {"dora"}),
        ("charlie", "", {"erik"}),
        ("grace", "?role=learner", {"dora", "erik"}),
    ],
)
def test_the_list_shows_whom_one_may_see(
    organization: Organization, client_of: ClientOf, who: str, query: str, expected: set[str]
) -> None:
    page = client_of(getattr(organization, who)).get(f"/users/{query}")
    assert {row.username for row in page.context["rows"]} == expected


def test_an_administrator_adds_a_supervisor_who_then_signs_in(
    organization: Organization, client_of: ClientOf, client: Client
) -> None:
    alice, north = client_of(organization.alice), organization.north
    added = alice.post(
        "/users/add/", {**PERSON, "unit": north.pk, "supervises": [north.pk]}, follow=True
    )
    assert "Added: Hana Brandt." in added.content.decode()
    hana = User.objects.get(username="hana")
    assert [s.unit for s in hana.supervisions.all()] == [north]
    assert hana.may_import

    weak = alice.post(f"/users/{hana.pk}/password/", {"password": "hana 12345"})
    assert weak.status_code == 422
    told = weak.content.decode()
    assert "It has 10 characters; a password needs 12." in told
    assert "It contains “hana”, which is the person&#x27;s own name." in told
    alice.post(f"/users/{hana.pk}/password/", {"password": "maple-river-41"})
    client.post("/accounts/login/", {"login": "HANA", "password": "maple-river-41"})
    rows = client.get("/users/").context["rows"]
    assert {row.username for row in rows} == {"hana", "dora"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"username": "DORA"}, "nothing-is-fine"),
        ({"username": ""}, "Fill this in."),
        ({"email": "not-an-address"}, "email"),
        ({"unit": "999999"}, "This is not one of the choices."),
    ],
)
def test_what_cannot_be_saved_is_said_in_place(
    organization: Organization, client_of: ClientOf, values: dict[str, str], message: str
) -> None:
    answer = client_of(organization.alice).post("/users/add/", {**PERSON, **values})
    assert answer.status_code == 422
    assert User.objects.count() == 6
    if message != "nothing-is-fine":
        assert message in answer.content.decode()


def test_editing_keeps_units_and_refuses_to_lose_the_last_key(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    bob = {**PERSON, "username": "bob", "first_name": "Robert", "supervises": []}
    alice.post(f"/users/{organization.bob.pk}/edit/", bob)
    organization.bob.refresh_from_db()
    assert organization.bob.first_name == "Robert"
    assert not organization.bob.supervisions.exists()
    own = {**PERSON, "username": "alice", "role": "learner"}
    answer = alice.post(f"/users/{organization.alice.pk}/edit/", own)
    assert "You cannot take the role of administrator from yourself." in answer.content.decode()


def test_units_form_a_tree_with_counts(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    page = alice.get("/users/units/")
    told = [
        (unit.name, depth, below.number, here.number)
        for unit, depth, here, below in page.context["units"]
    ]
    assert told == [
        ("Riverbend Care", 0, 5, 3),
        ("North", 1, 1, 0),
        ("Harbor Clinic", 2, 1, 1),
        ("South", 1, 1, 1),
    ]
    new = {"name": "Elm Street", "parent": organization.south.pk}
    assert "Added: Riverbend Care / South / Elm Street." in (
        alice.post("/users/units/", new, follow=True).content.decode()
    )
    again = alice.post("/users/units/", new)
    assert "There is already a unit Elm Street here." in again.content.decode()
    seen = client_of(organization.bob).get("/users/units/").context["units"]
    assert [unit.name for unit, *_ in seen] == ["North", "Harbor Clinic"]


@pytest.mark.parametrize("who", ["bob", "grace", "dora"])
@pytest.mark.parametrize(
    "address",
    ["/users/add/", "/users/{0}/edit/", "/users/999999/edit/", "/users/{0}/password/"],
)
def test_only_administrators_change_users(
    organization: Organization, client_of: ClientOf, who: str, address: str
) -> None:
    client = client_of(getattr(organization, who))
    answer = client.post(address.format(organization.dora.pk), PERSON)
    assert answer.status_code == 403
    assert "Your role does not let you change users and units" in answer.content.decode()


def test_only_administrators_add_units(organization: Organization, client_of: ClientOf) -> None:
    answer = client_of(organization.bob).post("/users/units/", {"name": "Mine"})
    assert answer.status_code == 403
    assert not Unit.objects.filter(name="Mine").exists()


@pytest.mark.parametrize("limit", [0, 1, 2_000])
@pytest.mark.parametrize(
    ("who", "query", "expected"),
    [
        ("alice", "", {"alice", "bob", "charlie", "dora", "erik", "grace"}),
        ("alice", "unit={north}", {"dora"}),
        ("alice", "unit={south}&text=e", {"erik"}),
        ("alice", "unit={south}&text=dora", set()),
        ("bob", "", {"dora"}),
        ("bob", "text=erik", set()),
        # Somebody else's unit is named and left out.
        ("bob", "unit={south}", {"dora"}),
        ("charlie", "unit={south}&sort=unit", {"erik"}),
    ],
)
def test_the_list_of_users_is_the_same_whether_few_or_many(
    organization: Organization,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    who: str,
    query: str,
    expected: set[str],
) -> None:
    monkeypatch.setattr(table, "LIMIT", limit)
    query = query.format(north=organization.north.pk, south=organization.south.pk)
    page = client_of(getattr(organization, who)).get(f"/users/?{query}")
    assert {user.username for user in page.context["rows"]} == expected
    count = page.context["page"].count
    assert (count.number, count.more) == (min(limit, len(expected)), len(expected) > limit)
    named = "That unit is not among those that you may see." in page.content.decode()
    assert named == (who == "bob" and "unit" in query)


@pytest.mark.parametrize("sort", ["name", "username", "unit", "role"])
def test_users_are_sorted_both_ways_with_blanks_last(
    organization: Organization, client_of: ClientOf, sort: str
) -> None:
    User.objects.filter(username="erik").update(unit=None, last_name="tanaka")
    alice = client_of(organization.alice)
    for direction in ("", "-"):
        rows = alice.get(f"/users/?sort={direction}{sort}").context["rows"]
        assert len(rows) == 6
        told = [
            {
                "name": (user.last_name.lower(), user.first_name.lower()),
                "username": user.username,
                "unit": user.unit.full_name if user.unit else "",
                "role": user.role,
            }[sort]
            for user in rows
        ]
        written = [value for value in told if value]
        assert written == sorted(written, reverse=bool(direction))
        assert told[: len(written)] == written
