from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from goodstanding.demo.sign_ins import SIGN_INS
from goodstanding.people.actions import create_first_administrator, set_user_password
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.people.passwords import WeakPassword, in_sentences, wrong_with
from tests.cast import Organization

SHORT, REPEATS, RUNS = "password-short", "password-repeats", "password-runs"
COMMON, NAMED = "password-common", "password-named"

REFUSED = [
    ("123456789012", {RUNS}),
    ("210987654321", {RUNS}),
    ("aaaaaaaaaaaa", {COMMON, REPEATS}),
    ("abababababab", {REPEATS}),
    ("mapleriver-mapleriver-", {REPEATS}),
    ("111111222222", {REPEATS}),
    ("abcdefghijkl", {RUNS}),
    ("qwertyuiop12", {COMMON, RUNS}),
    ("qwer1234asdf", {COMMON, RUNS}),
    ("1q2w3e4r5t6y", {COMMON}),
    ("password1234", {COMMON, RUNS}),
    ("Passwort20271!", {COMMON}),
    ("P@$$w0rd2027!", {COMMON}),
    ("Administrator#48", {COMMON}),
    ("Winter-Welcome-2027", {COMMON}),
    ("correct horse battery staple", {COMMON}),
    ("passwordpassword", {COMMON, REPEATS}),
    ("goodstanding1", {NAMED}),
    ("G00d-Standing!!x", {NAMED}),
    ("Riverbend Care 27", {NAMED}),
    ("r1verbend-x-4471", {NAMED}),
    ("dora-and-her-dog", {NAMED}),
    ("the d0r4 key 4471", {NAMED}),
    ("Moon-Línd-7741x", {NAMED}),
    ("short", {SHORT}),
    ("goodstandin", {SHORT}),
    ("dora1234", {SHORT, NAMED, RUNS}),
    ("", {SHORT}),
    ("x" * 257, {"password-long"}),
    *((sign_in.password, {NAMED}) for sign_in in SIGN_INS),
]
GOOD = [
    "maple-river-41",
    "блюдо кувшин ветер",
    "看護師の長い合言葉は秘密です",
    "Tr0ubadour&Zebra",
    "xK4#vQ9!mR2z",
    "f3b1c09a77de",
    "blanket orbit fern",
    ("quiet lantern over seven hills " * 9)[:256],
]


@pytest.mark.parametrize(("password", "codes"), REFUSED)
def test_what_is_refused_and_all_that_is_wrong_with_it(
    organization: Organization, password: str, codes: set[str]
) -> None:
    reasons = wrong_with(password, organization.dora)
    assert {reason.code for reason in reasons} == codes
    assert all(reason.message.endswith(".") and reason.remedy for reason in reasons)
    assert not any(password and password in reason.message for reason in reasons)


@pytest.mark.parametrize("password", GOOD)
def test_what_is_good(organization: Organization, password: str) -> None:
    assert wrong_with(password, organization.dora) == []


def test_an_administrator_needs_a_longer_one(organization: Organization) -> None:
    (reason,) = wrong_with("maple-river-41", organization.alice)
    assert reason.message == "It has 14 characters; an administrator's password needs 15."
    assert wrong_with("maple-river-411", organization.alice) == []


@pytest.mark.parametrize("password", ["123456789012", "goodstanding1", "good-standing-demo"])
def test_the_rule_holds_at_every_door(organization: Organization, password: str) -> None:
    dora, alice = organization.dora, Actor(organization.alice, "command line")
    with pytest.raises(WeakPassword) as refused:
        set_user_password(password, user_id=dora.pk, actor=alice)
    assert refused.value.code == "password-weak"
    assert refused.value.reasons[0].code in refused.value.message
    assert refused.value.remedy
    with pytest.raises(ValidationError) as told:
        validate_password(password, dora)
    assert [error.code for error in told.value.error_list] == [
        reason.code for reason in refused.value.reasons
    ]
    dora.refresh_from_db()
    assert not dora.has_usable_password()


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["maple-river-41", "mallory-has-it-77", "aaaaaaaaaaaaaaa"])
def test_the_first_administrator_needs_a_good_one(password: str) -> None:
    with pytest.raises(WeakPassword):
        create_first_administrator("mallory", password)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("once", "again"),
    [
        ("caf\u00e9 terrasse vent", "cafe\u0301 terrasse vent"),
        ("maple river forty", "maple\u00a0river\u3000forty"),
    ],
)
def test_the_same_signs_are_the_same_password(
    organization: Organization, once: str, again: str
) -> None:
    dora = organization.dora
    dora.set_password(once)
    assert dora.check_password(again)
    assert not dora.check_password(again.upper())
    dora.set_password(None)
    assert not dora.has_usable_password()


def test_what_mends_several_faults_is_said_once(organization: Organization) -> None:
    reasons = wrong_with("dora1234", organization.dora)
    told = " ".join(said for _, said in in_sentences(reasons))
    assert [code for code, _ in in_sentences(reasons)] == [reason.code for reason in reasons]
    assert told.count("Several words that have nothing to do with each other") == 1
    assert told.count("Leave it out") == 1
