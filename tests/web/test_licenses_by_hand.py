from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from goodstanding.history.models import Event
from goodstanding.licenses.models import License
from goodstanding.people.models import User
from tests.cast import Organization

ClientOf = Callable[[User], Client]
# Every page carries a fresh token against forged requests.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
DETAILS = {"number": "0098765", "issued_on": "02/01/2026", "expires_on": "2028-01-31"}


def add_address(organization: Organization, learner: User, kind: Any) -> str:
    """The address of the third step."""
    return (
        f"/users/licenses/add/?learner={learner.pk}&role={kind.professional_role}"
        f"&state={kind.state or 'national'}&type={kind.pk}"
    )


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_license_is_added_edited_deleted_and_put_back(
    organization: Organization, client_of: ClientOf, who: str
) -> None:
    client = client_of(getattr(organization, who))
    dora = organization.dora
    address = add_address(organization, dora, organization.rn_ohio)
    assert "Texas" not in client.get(address).content.decode()
    added = client.post(address, {**DETAILS, "status": "active"}, follow=True)
    assert "Added: Registered Nurse (OH) for Dora Lind." in added.content.decode()
    license_ = License.objects.get(user=dora, license_type=organization.rn_ohio)
    assert (license_.number, license_.expires_on) == ("0098765", date(2028, 1, 31))

    page = f"/users/licenses/{license_.pk}/"
    change = {**DETAILS, "number": "00987651", "status": "probation", "version": "1"}
    edited = client.post(f"{page}edit/", change, follow=True).content.decode()
    assert "Saved" in edited
    assert "<del>0098765</del>" in edited
    assert "<ins>00987651</ins>" in edited

    asked = client.get(f"{page}delete/").content.decode()
    assert "Delete this license?" in asked
    assert License.objects.filter(pk=license_.pk).exists()
    deleted = client.post(f"{page}delete/", {"reason": "Wrong person"}, follow=True)
    assert not License.objects.filter(pk=license_.pk).exists()
    assert f'action="{page}put-back/"' in deleted.content.decode()
    assert "Wrong person" in deleted.content.decode()

    client.post(f"{page}put-back/", follow=True)
    assert License.objects.get(pk=license_.pk).number == "00987651"
    deeds = list(
        Event.objects.filter(actor_name=who).order_by("pk").values_list("action", flat=True)
    )
    assert deeds[-4:] == [
        "licenses.add",
        "licenses.change",
        "licenses.remove",
        "licenses.put-back",
    ]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"expires_on": "01/31/2020"}, "The expiration date lies before the issue date."),
        ({"expires_on": "31/31/2028"}, "This could not be read as a date."),
        ({"does_not_expire": "on"}, "There is an expiration date, and yet"),
        ({"status": "fine"}, "This is not one of the choices."),
        ({"hours_required": "-3"}, "greater than or equal to 0"),
        ({"number": "9" * 101}, "This is too long: 101 characters where 100 fit."),
        ({"version": "7"}, "changed this license while you were editing it"),
        ({"version": ""}, "changed this license while you were editing it"),
    ],
)
def test_what_cannot_be_saved_is_said_in_place(
    organization: Organization, client_of: ClientOf, values: dict[str, str], message: str
) -> None:
    given = {**DETAILS, "status": "active", "version": "1", **values}
    address = f"/users/licenses/{organization.dora_rn.pk}/edit/"
    answer = client_of(organization.alice).post(address, given)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    organization.dora_rn.refresh_from_db()
    assert organization.dora_rn.version == 1


def test_a_second_license_under_the_same_number_is_refused_in_place(
    organization: Organization, client_of: ClientOf
) -> None:
    address = add_address(organization, organization.dora, organization.rn_texas)
    answer = client_of(organization.alice).post(
        address, {**DETAILS, "number": "0012345", "status": "active"}
    )
    assert answer.status_code == 422
    assert "already has this license under this number" in answer.content.decode()


def test_the_steps_work_without_javascript(organization: Organization, client_of: ClientOf) -> None:
    bob, dora = client_of(organization.bob), organization.dora
    found = bob.get("/users/licenses/add/?q=dor").content.decode()
    assert f'href="?learner={dora.pk}"' in found
    assert "erik" not in bob.get("/users/licenses/add/?q=erik").content.decode().split("found")[1]
    chosen = bob.get(f"/users/licenses/add/?learner={dora.pk}&role=Nursing")
    assert [value for value, _ in chosen.context["cascade"].fields["state"].choices] == [
        "",
        "OH",
        "TX",
    ]
    only_one = bob.get(f"/users/licenses/add/?learner={dora.pk}&role=All Staff")
    assert only_one.context["cascade"].chosen == organization.bls


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/users/licenses/{license}/"),
        ("get", "/users/licenses/{license}/edit/"),
        ("post", "/users/licenses/{license}/edit/"),
        ("get", "/users/licenses/{license}/delete/"),
        ("post", "/users/licenses/{license}/delete/"),
        ("post", "/users/licenses/{license}/put-back/"),
        ("get", "/users/{learner}/"),
        ("get", "/users/licenses/add/?learner={learner}"),
    ],
)
def test_what_belongs_to_others_is_answered_like_what_does_not_exist(
    organization: Organization, client_of: ClientOf, method: str, address: str
) -> None:
    charlie = client_of(organization.charlie)
    ours = address.format(license=organization.dora_rn.pk, learner=organization.dora.pk)
    nothing = address.format(license=999_999, learner=999_999)
    answers = [getattr(charlie, method)(ours), getattr(charlie, method)(nothing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    bodies = [TOKEN.sub("", answer.content.decode()) for answer in answers]
    assert bodies[0] == bodies[1]
    assert License.objects.filter(pk=organization.dora_rn.pk, version=1).exists()


@pytest.mark.parametrize("who", ["grace", "dora"])
@pytest.mark.parametrize("deed", ["edit", "delete", "put-back"])
def test_who_only_reads_changes_nothing(
    organization: Organization, client_of: ClientOf, who: str, deed: str
) -> None:
    client = client_of(getattr(organization, who))
    page = f"/users/licenses/{organization.dora_rn.pk}/"
    assert "Edit</a>" not in client.get(page).content.decode()
    assert client.post(f"{page}{deed}/", {**DETAILS, "version": "1"}).status_code in {403, 404}
    assert License.objects.get(pk=organization.dora_rn.pk).version == 1


def test_the_learner_page_shows_everything_on_one_line_of_time(
    organization: Organization, client_of: ClientOf
) -> None:
    page = client_of(organization.dora).get(f"/users/{organization.dora.pk}/")
    text = page.content.decode()
    assert "Your own page" in text
    assert "0012345" in text
    assert [bar.license.license_type.code for bar in page.context["timeline"].bars] == [
        "BLS",
        "RN-TX",
    ]
    assert "Added" in text
    assert page.headers["Cache-Control"] == "private, no-store"
