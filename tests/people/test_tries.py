from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from goodstanding.imports.housekeeping import tidy_up
from goodstanding.people.models import Tries, User
from goodstanding.people.tries import (
    LIMITS,
    Key,
    TooManyTries,
    forget_old_tries,
    give_back,
    network_of,
    sign_in_keys,
    take,
)

DORA, ERIK = User(pk=1, username="dora"), User(pk=2, username="erik")
HERE, THERE = "192.0.2.1", "198.51.100.7"


def tried(keys: list[Key], most: int = 200) -> int:
    """How many tries there are until they are refused."""
    for count in range(most):
        try:
            take(keys, "somebody")
        except TooManyTries:
            return count
    return most


def later(**time: float) -> None:
    """Let so much time pass for all that is counted."""
    Tries.objects.update(free_at=F("free_at") - timedelta(**time))


@pytest.mark.django_db
def test_a_stranger_has_ten_tries_and_then_one_a_minute() -> None:
    keys = sign_in_keys(DORA, "dora", HERE, "")
    assert tried(keys) == 10
    later(seconds=61)
    assert tried(keys) == 1
    later(seconds=57)
    assert tried(keys) == 0
    later(minutes=20)
    assert tried(keys) == 10


@pytest.mark.django_db
def test_the_wait_is_told() -> None:
    keys = sign_in_keys(DORA, "dora", HERE, "")
    tried(keys)
    later(seconds=20)
    with pytest.raises(TooManyTries) as refused:
        take(keys, "dora")
    assert 38 <= refused.value.retry_after <= 40
    assert (refused.value.status, refused.value.code) == (429, "too-many-tries")
    assert "Wait 1 minute," in refused.value.remedy


@pytest.mark.django_db
def test_one_address_does_not_use_up_the_account() -> None:
    assert tried(sign_in_keys(DORA, "dora", HERE, "")) == 10
    for _ in range(30):
        later(seconds=61)
        assert tried(sign_in_keys(DORA, "dora", HERE, "")) == 1
    assert tried(sign_in_keys(DORA, "dora", THERE, "")) == 10


@pytest.mark.django_db
def test_what_many_addresses_do_slows_strangers_only() -> None:
    from_everywhere = sum(
        tried(sign_in_keys(DORA, "dora", f"192.0.2.{n}", "")) for n in range(1, 20)
    )
    assert from_everywhere == LIMITS["account"].tries
    assert tried(sign_in_keys(DORA, "dora", THERE, "")) == 0
    assert tried(sign_in_keys(ERIK, "erik", THERE, "")) == 10
    assert tried(sign_in_keys(DORA, "dora", THERE, "her telephone")) == 10
    assert tried(sign_in_keys(DORA, "dora", THERE, "her computer")) == 10


@pytest.mark.django_db
def test_one_address_cannot_try_one_password_with_everybody() -> None:
    names = [sign_in_keys(None, f"nobody{n}", HERE, "") for n in range(100)]
    assert sum(tried(keys, most=1) for keys in names) == LIMITS["address"].tries
    assert tried(sign_in_keys(DORA, "dora", THERE, "")) == 10


@pytest.mark.django_db
def test_right_passwords_use_up_nothing_however_many_share_an_address() -> None:
    for number in range(200):
        keys = sign_in_keys(User(pk=number), "", HERE, "")
        take(keys, "somebody")
        give_back(keys)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "unix:", False),
    ],
)
def test_an_address_is_a_household(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) == same


def test_a_name_that_nobody_has_counts_in_any_case_and_names_nobody() -> None:
    one, other = (sign_in_keys(None, name, HERE, "") for name in ("Mallory", " mallORY "))
    assert one == other
    assert not any("mallory" in key.digest or HERE in key.digest for key in one)
    assert sign_in_keys(None, "1", HERE, "") != sign_in_keys(DORA, "dora", HERE, "")


@pytest.mark.django_db
def test_an_attack_writes_nothing_once_it_is_refused() -> None:
    keys = sign_in_keys(DORA, "dora", HERE, "")
    tried(keys)
    tried(keys)
    with CaptureQueriesContext(connection) as asked:
        assert tried(keys) == 0
    writes = [query["sql"] for query in asked if not query["sql"].lstrip().startswith("SELECT")]
    # What is told once in a while is looked for; nothing is found.
    assert all(sql.startswith('UPDATE "people_tries" SET "told_at"') for sql in writes)
    before = list(Tries.objects.order_by("key").values_list())
    assert tried(keys) == 0
    assert list(Tries.objects.order_by("key").values_list()) == before
    assert Tries.objects.count() == 3


@pytest.mark.django_db
def test_a_burst_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    keys = sign_in_keys(DORA, "dora", HERE, "")
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            tried(keys)
        assert [record.getMessage() for record in caplog.records] == [
            "too many wrong passwords (account-from-address): somebody"
        ]
        Tries.objects.update(told_at=F("told_at") - timedelta(minutes=11))
        tried(keys)
        assert len(caplog.records) == 2


@pytest.mark.django_db
def test_what_counts_no_longer_is_removed() -> None:
    take(sign_in_keys(DORA, "dora", HERE, ""), "dora")
    forget_old_tries()
    assert Tries.objects.count() == 3
    later(minutes=2)
    tidy_up()
    assert Tries.objects.count() == 0


@pytest.mark.django_db
def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    keys = sign_in_keys(DORA, "dora", HERE, "")
    tried(keys)
    later(days=-1)
    assert tried(keys) == 10


@pytest.mark.django_db(transaction=True)
def test_many_at_once_have_no_more_tries_than_one_after_another() -> None:
    keys, through = sign_in_keys(DORA, "dora", HERE, ""), []
    start = threading.Barrier(12)

    def guess() -> None:
        start.wait()
        through.append(tried(keys))
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    run(threads)
    assert sum(through) == 10


def run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
