from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from goodstanding.people.models import User
from goodstanding.web.errors import failed
from tests.cast import Organization

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize(
    "address",
    [
        "/users/licenses/",
        "/users/licenses/1/",
        "/users/1/",
        "/users/",
        "/users/units/",
        "/licenses/available/",
        "/users/licenses/import/",
        "/users/licenses/export.txt",
        "/imports/00000000-0000-4000-8000-000000000000/",
    ],
)
def test_whoever_is_not_signed_in_is_asked_to(db: None, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/login/?next={address}"
    fragment = client.get(address, headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == f"/accounts/login/?next={address}"


def test_a_deed_that_met_no_session_leads_back_to_a_page(db: None, client: Client) -> None:
    answer = client.post("/users/licenses/1/put-back/")
    assert answer.headers["Location"] == "/accounts/login/?next=/users/licenses/"


def test_an_address_that_leads_nowhere(organization: Organization, client_of: ClientOf) -> None:
    answer = client_of(organization.alice).get("/nowhere/")
    assert answer.status_code == 404
    assert "Code: not-found" in answer.content.decode()


def test_htmx_gets_a_fragment(organization: Organization, client_of: ClientOf) -> None:
    answer = client_of(organization.alice).get(
        "/users/licenses/999999/", headers={"HX-Request": "true"}
    )
    assert answer.status_code == 404
    assert answer.content.decode().startswith('<div class="notice bad"')


@pytest.mark.parametrize(
    ("method", "words"),
    [("get", "Nothing was changed."), ("post", "whole or not at all")],
)
def test_a_fault_shows_no_traceback_and_says_what_it_means(method: str, words: str) -> None:
    request = getattr(RequestFactory(), method)("/users/")
    answer = failed(request)
    assert answer.status_code == 500
    assert words in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_forged_request_is_refused_in_words(organization: Organization) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(organization.alice)
    answer = client.post(f"/users/licenses/{organization.dora_rn.pk}/delete/")
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.content.decode()


def test_signing_in_and_out(organization: Organization, client: Client) -> None:
    organization.bob.set_password("maple-river-41")
    organization.bob.save()
    wrong = client.post("/accounts/login/", {"login": "bob", "password": "wrong-one-12345"})
    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()
    right = client.post("/accounts/login/", {"login": "Bob", "password": "maple-river-41"})
    assert right.headers["Location"] == "/users/licenses/"
    new = {"oldpassword": "maple-river-41", "password1": "river-maple-42"}
    changed = client.post("/accounts/password/", {**new, "password2": "river-maple-42"})
    assert changed.headers["Location"] == "/"
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert client.get("/users/").status_code == 302


def test_whoever_is_not_active_cannot_sign_in(organization: Organization, client: Client) -> None:
    organization.bob.set_password("maple-river-41")
    organization.bob.is_active = False
    organization.bob.save()
    answer = client.post("/accounts/login/", {"login": "bob", "password": "maple-river-41"})
    assert client.get("/users/").status_code == 302
    assert answer.status_code in {200, 302}


def test_nobody_signs_up(db: None, client: Client) -> None:
    given = {"username": "eve", "password1": "maple-river-41", "password2": "maple-river-41"}
    answer = client.post("/accounts/signup/", given)
    assert "Nobody signs up here" in answer.content.decode()
    assert not User.objects.filter(username="eve").exists()
