"""The check of the history that workers make."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
import time_machine
from django.db import connection
from django.db.models.functions import Now

from goodstanding.health import chain_check
from goodstanding.health.finding import State
from goodstanding.health.on_history import see_chain
from goodstanding.installation.facts import Key, note, noted
from goodstanding.installation.models import Fact
from tests.cast import Organization
from tests.config.test_logs import dsn


def test_what_came_of_it_is_noted(organization: Organization) -> None:
    chain_check.want_check()
    assert chain_check.check_if_due()
    assert not chain_check.is_wanted()
    last = noted(Key.CHAIN_CHECK)
    assert last is not None
    assert last.value["links"] > 10
    assert last.value["broken"] is None
    assert see_chain().state == State.GOOD
    assert not chain_check.check_if_due()


def test_a_record_that_was_changed_past_the_program_is_found(organization: Organization) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE licenses_license SET number = '666' WHERE number = '0012345'")
    verdict = chain_check.check_chain()
    assert verdict.broken is not None
    found = see_chain()
    assert (found.state, "BROKEN" in found.said) == (State.BAD, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hour", "hours_ago", "seconds", "is_due"),
    [
        (3, 21, 1, True), (3, 19, 1, False), (15, 30, 1, False), (15, 49, 1, True),
        (3, 30, 61, False), (3, 165, 61, True), (15, 200, 61, False), (15, 337, 61, True),
    ],
)  # fmt: skip
def test_it_is_made_at_night_as_often_as_it_is_cheap(
    hour: int, hours_ago: int, seconds: int, is_due: bool
) -> None:
    assert chain_check.is_due()
    note(Key.CHAIN_CHECK, links=1, broken=None, seconds=seconds)
    now = datetime(2026, 5, 4, hour, 30, tzinfo=ZoneInfo("America/New_York"))
    Fact.objects.update(at=now - timedelta(hours=hours_ago))
    with time_machine.travel(now, tick=False):
        assert chain_check.is_due() is is_due


@pytest.mark.django_db
def test_one_worker_at_a_time_makes_it() -> None:
    chain_check.want_check()
    with psycopg.connect(dsn()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [chain_check.LOCK])
        assert not chain_check.check_if_due()
    until = time.monotonic() + 10
    while not chain_check.check_if_due():
        assert time.monotonic() < until


@pytest.mark.django_db(transaction=True)
def test_it_sees_the_history_as_it_was_at_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def look(*_: object) -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_isolation')")
            seen.append(cursor.fetchone()[0])
        return real(*_)

    real = chain_check.verify
    monkeypatch.setattr(chain_check, "verify", look)
    Fact.objects.update(at=Now())
    assert chain_check.check_chain().broken is None
    assert seen == ["repeatable read"]
