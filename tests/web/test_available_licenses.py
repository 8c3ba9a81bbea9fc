from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from goodstanding.licenses.models import LicenseType
from goodstanding.people.models import User
from tests.cast import Organization

ClientOf = Callable[[User], Client]
LPN = {
    "professional_role": "Nursing",
    "state": "tx",
    "name": "Licensed Vocational Nurse",
    "code": "LVN-TX",
    "renewal_months": "24",
    "expires": "on",
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"RN-TX", "RN-OH", "BLS", "GENERAL"}),
        ("?role=Nursing", {"RN-TX", "RN-OH"}),
        ("?role=Nursing&state=OH", {"RN-OH"}),
        ("?state=national", {"BLS", "GENERAL"}),
        ("?text=texas+board", {"RN-TX"}),
        ("?text=cpr", {"BLS"}),
        ("?retired=retired", set()),
        ("?retired=all&sort=-code", {"RN-TX", "RN-OH", "BLS", "GENERAL"}),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    organization: Organization, client_of: ClientOf, query: str, expected: set[str]
) -> None:
    page = client_of(organization.bob).get(f"/licenses/available/{query}")
    assert {kind.code for kind, _ in page.context["rows"]} == expected


def test_an_entry_is_added_changed_retired_and_used_again(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    added = alice.post("/licenses/available/add/", LPN, follow=True).content.decode()
    assert "Added: Licensed Vocational Nurse (TX)." in added
    kind = LicenseType.objects.get(code="LVN-TX")
    assert (kind.state, kind.renewal_months) == ("TX", 24)
    page = f"/licenses/available/{kind.pk}/"
    alice.post(f"{page}edit/", {**LPN, "renewal_months": "12"})
    alice.post(f"{page}retire/", {"retired": "yes"})
    kind.refresh_from_db()
    assert (kind.renewal_months, kind.retired) == (12, True)
    assert "LVN-TX" not in alice.get("/licenses/available/").content.decode()
    assert "Use again" in alice.get(f"{page}edit/").content.decode()
    alice.post(f"{page}retire/")
    kind.refresh_from_db()
    assert not kind.retired


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"state": "Texas"}, "Write the two letters of the state, such as TX."),
        ({"name": ""}, "Fill this in."),
        ({"renewal_months": "often"}, "whole number"),
        ({"code": "rn-tx"}, "unique"),
        ({"name": "Registered Nurse"}, "already exists"),
    ],
)
def test_what_cannot_be_saved_is_said(
    organization: Organization, client_of: ClientOf, values: dict[str, str], message: str
) -> None:
    answer = client_of(organization.alice).post("/licenses/available/add/", {**LPN, **values})
    assert answer.status_code == 422
    assert LicenseType.objects.count() == 4
    if message != "unique":
        assert message in answer.content.decode()


@pytest.mark.parametrize("who", ["bob", "grace"])
def test_supervisors_and_auditors_only_look(
    organization: Organization, client_of: ClientOf, who: str
) -> None:
    client = client_of(getattr(organization, who))
    page = f"/licenses/available/{organization.bls.pk}/"
    assert client.post("/licenses/available/add/", LPN).status_code == 403
    assert client.post(f"{page}edit/", LPN).status_code == 403
    assert client.post(f"{page}retire/", {"retired": "yes"}).status_code == 403
    assert not LicenseType.objects.filter(retired=True).exists()


def test_learners_do_not_see_the_list(organization: Organization, client_of: ClientOf) -> None:
    assert client_of(organization.dora).get("/licenses/available/").status_code == 403


@pytest.mark.parametrize("fmt", ["txt", "xml", "xlsx"])
def test_the_list_is_exported(organization: Organization, client_of: ClientOf, fmt: str) -> None:
    answer = client_of(organization.bob).get(f"/licenses/available/export/?format={fmt}")
    assert answer.headers["Content-Disposition"].endswith(f'.{fmt}"')
    if fmt != "xlsx":
        assert b"RN-TX" in answer.getvalue()
