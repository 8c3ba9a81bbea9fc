from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.core import signing
from django.db.models import F
from django.test import Client
from pytest_django import Settings

from goodstanding.history.models import Event
from goodstanding.history.verify import verify
from goodstanding.imports.records import CHAINED
from goodstanding.people.actions import change_user, set_user_password
from goodstanding.people.actor import Actor
from goodstanding.people.models import Tries, User
from tests.cast import Organization

ClientOf = Callable[[User], Client]
RIGHT, WRONG = "maple-river-41", "wrong-one-12345"


class Counted(Argon2PasswordHasher):
    """Argon2, which notes how often it was asked."""

    times: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.times.append("encode")
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        self.times.append("verify")
        return super().verify(password, encoded)


class Quick(Counted):
    """The same, so cheap that tests can try very often."""

    memory_cost, time_cost, parallelism = 8, 1, 1


@pytest.fixture
def dora(organization: Organization, settings: Settings) -> User:
    """With a password."""
    settings.PASSWORD_HASHERS = ["tests.web.test_sign_in.Quick"]
    organization.dora.set_password(RIGHT)
    organization.dora.save()
    return organization.dora


def sign_in(client: Client, name: str, password: str, place: str = "192.0.2.1", **more: Any) -> Any:
    given = {"login": name, "password": password}
    return client.post("/accounts/login/", given, REMOTE_ADDR=place, **more)


def attack(name: str, place: str, times: int = 40, **more: Any) -> list[int]:
    """The statuses that a stranger is answered."""
    return [sign_in(Client(), name, WRONG, place, **more).status_code for _ in range(times)]


def test_the_name_of_the_host_is_no_way_around(dora: User, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    answers = [
        sign_in(Client(), "dora", WRONG, headers={"Host": f"localhost:{9000 + n}"}).status_code
        for n in range(12)
    ]
    assert answers == [200] * 10 + [429] * 2


def test_whoever_is_refused_is_told_how_long_in_plain_words(dora: User) -> None:
    attack("dora", "192.0.2.1", 10)
    refused = sign_in(Client(), "dora", RIGHT)
    assert refused.status_code == 429
    assert 50 <= int(refused.headers["Retry-After"]) <= 60
    told = refused.content.decode()
    assert "Too many wrong passwords were typed." in told
    assert "Wait 1 minute, then try again." in told
    assert "Code: too-many-tries" in told
    Tries.objects.update(free_at=F("free_at") - timedelta(seconds=60))
    assert sign_in(Client(), "dora", RIGHT).status_code == 302


def test_strangers_do_not_lock_out_a_known_device(dora: User) -> None:
    browser = Client()
    assert sign_in(browser, "dora", RIGHT).status_code == 302
    browser.post("/accounts/logout/")
    for place in range(1, 9):
        attack("dora", f"198.51.100.{place}", 10)
    attack("nobody", "192.0.2.1", 70)
    assert sign_in(Client(), "dora", RIGHT, "203.0.113.5").status_code == 429
    assert sign_in(Client(), "dora", RIGHT, "192.0.2.1").status_code == 429
    assert sign_in(browser, "Dora", RIGHT, "203.0.113.5").status_code == 302
    browser.post("/accounts/logout/")
    assert sign_in(browser, "dora", RIGHT, "192.0.2.1").status_code == 302


def test_a_known_device_has_tries_of_its_own(dora: User) -> None:
    stolen, own = Client(), Client()
    for browser in (stolen, own):
        sign_in(browser, "dora", RIGHT)
        browser.post("/accounts/logout/")
    answers = [sign_in(stolen, "dora", WRONG).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert sign_in(own, "dora", RIGHT).status_code == 302
    assert sign_in(Client(), "dora", RIGHT).status_code == 302


def test_a_device_is_known_to_whom_it_knows_alone(dora: User, organization: Organization) -> None:
    organization.erik.set_password(RIGHT)
    organization.erik.save()
    browser = Client()
    sign_in(browser, "erik", RIGHT)
    browser.post("/accounts/logout/")
    attack("dora", "192.0.2.1", 10)
    assert sign_in(browser, "dora", RIGHT).status_code == 429
    kept = signing.dumps({"device": "mine", "users": [dora.pk]}, salt="another")
    forger = Client()
    forger.cookies["device"] = kept
    assert sign_in(forger, "dora", RIGHT).status_code == 429


def test_forty_five_people_behind_one_proxy_sign_in(
    organization: Organization, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = ["tests.web.test_sign_in.Quick"]
    for user in (organization.alice, organization.bob, organization.dora):
        user.set_password(RIGHT)
        user.save()
    names = ["alice", "bob", "dora"] * 15
    assert [sign_in(Client(), name, RIGHT).status_code for name in names] == [302] * 45


def test_nobody_learns_who_exists(
    organization: Organization, settings: Settings, dora: User
) -> None:
    settings.PASSWORD_HASHERS = ["tests.web.test_sign_in.Quick"]
    gone = organization.charlie
    gone.set_password(RIGHT)
    gone.is_active = False
    gone.save()
    told = {}
    for name in ("dora", "charlie", "erik", "nobody", "nobody else"):
        Counted.times.clear()
        answer = sign_in(Client(), name, WRONG)
        body = answer.content.decode().replace(f'value="{name}"', "")
        told[name] = (answer.status_code, len(body), len(Counted.times))
    # Dora has a password, Charlie is inactive, Erik has none, and nobody is nobody.
    assert len(set(told.values())) == 1, told
    assert told["dora"][2] == 1
    for name in told:
        assert attack(name, "198.51.100.3", 12) == [200] * 10 + [429] * 2
        Tries.objects.all().delete()


def test_a_burst_is_in_the_log_without_anything_secret(
    dora: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="goodstanding"):
        attack("dora", "192.0.2.1", 20)
        attack("my-own-password-7", "198.51.100.4", 20)
    told = [one.getMessage() for one in caplog.records if one.name.startswith("goodstanding")]
    assert told == [
        "too many wrong passwords (account-from-address): signing in as dora from 192.0.2.1",
        "too many wrong passwords (account-from-address): "
        "signing in as a name that no user has from 198.51.100.4",
    ]
    assert WRONG not in caplog.text


def test_the_own_password_cannot_be_guessed_from_an_open_session(
    dora: User, client_of: ClientOf
) -> None:
    client = client_of(dora)
    new = {"password1": "river-maple-42", "password2": "river-maple-42"}
    answers = [
        client.post("/accounts/password/", {"oldpassword": f"{WRONG}{n}", **new}).status_code
        for n in range(12)
    ]
    assert answers == [200] * 10 + [429] * 2
    Tries.objects.all().delete()
    done = client.post("/accounts/password/", {"oldpassword": RIGHT, **new})
    assert done.status_code == 302


def test_all_that_is_wrong_with_a_new_password_is_said_on_its_page(
    dora: User, client_of: ClientOf
) -> None:
    new = {"oldpassword": RIGHT, "password1": "dora1234", "password2": "dora1234"}
    told = client_of(dora).post("/accounts/password/", new).content.decode()
    assert "It has 8 characters; a password needs 12." in told
    assert "It is a sequence of keys, letters or numbers." in told
    assert "It contains “dora”, which is the person&#x27;s own name." in told


def test_a_session_is_a_new_one_once_somebody_has_signed_in(dora: User) -> None:
    browser = Client()
    browser.get("/accounts/login/")
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    planted = browser.cookies["sessionid"] = session.session_key
    sign_in(browser, "dora", RIGHT)
    assert browser.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert browser.get("/users/licenses/", follow=True).status_code == 200


def signed_in(client: Client) -> bool:
    return client.get("/accounts/password/").status_code == 200


def test_sessions_end_with_the_password_and_with_the_account(
    dora: User, organization: Organization
) -> None:
    alice = Actor(organization.alice, "web")
    here, there = Client(), Client()
    for browser in (here, there):
        sign_in(browser, "dora", RIGHT)
    new = {"oldpassword": RIGHT, "password1": "river-maple-42", "password2": "river-maple-42"}
    assert here.post("/accounts/password/", new).status_code == 302
    assert (signed_in(here), signed_in(there)) == (True, False)
    set_user_password("harbor-lamp-443", user_id=dora.pk, actor=alice)
    assert not signed_in(here)
    sign_in(here, "dora", "harbor-lamp-443")
    assert signed_in(here)
    change_user({"is_active": False}, user_id=dora.pk, actor=alice)
    assert not signed_in(here)


def test_cookies_are_for_this_host_alone(dora: User) -> None:
    browser = Client()
    browser.get("/accounts/login/")
    sign_in(browser, "dora", RIGHT)
    assert set(browser.cookies) >= {"sessionid", "csrftoken", "device"}
    for name in ("sessionid", "device"):
        cookie = browser.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        assert not cookie["domain"]
    assert browser.cookies["device"]["max-age"] == 400 * 24 * 60 * 60


def test_changing_ones_own_password_is_an_event_and_keeps_the_session(
    dora: User, client_of: ClientOf
) -> None:
    alice = Actor(User.objects.get(username="alice"), "web")
    set_user_password(RIGHT, user_id=dora.pk, actor=alice)
    client = client_of(User.objects.get(pk=dora.pk))
    new = "granite-otter-58"
    given = {"oldpassword": RIGHT, "password1": new, "password2": new}
    assert client.post("/accounts/password/", given).status_code == 302
    event = Event.objects.order_by("pk").last()
    assert event is not None
    assert (event.action, event.actor_name) == ("users.change-own-password", "dora")
    assert User.objects.get(pk=dora.pk).check_password(new)
    assert client.get("/").status_code in {200, 302}
    assert verify(CHAINED).broken is None


def test_a_hash_of_an_older_way_is_renewed_at_sign_in_by_an_event(
    dora: User, settings: Settings
) -> None:
    alice = Actor(User.objects.get(username="alice"), "web")
    set_user_password(RIGHT, user_id=dora.pk, actor=alice)
    settings.PASSWORD_HASHERS = ["tests.web.test_sign_in.Counted"]
    before = User.objects.get(pk=dora.pk).password
    for _ in range(2):
        assert sign_in(Client(), "dora", RIGHT).status_code == 302
    assert User.objects.get(pk=dora.pk).password != before
    assert Event.objects.filter(action="users.renew-password-hash").count() == 1
    assert verify(CHAINED).broken is None
