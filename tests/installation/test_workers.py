"""The heartbeats of workers."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from goodstanding.installation import workers
from goodstanding.installation.facts import Key, forget, note, noted
from goodstanding.installation.models import Worker


@pytest.mark.django_db(transaction=True)
def test_a_heart_beats_from_the_start_to_the_end() -> None:
    done = threading.Event()
    with workers.beating(done):
        until = time.monotonic() + 5
        while not (found := Worker.objects.first()):
            assert time.monotonic() < until
            time.sleep(0.02)
        assert (found.pk, found.process) == (workers.this, os.getpid())
        assert found.kept_house_at is None
        workers.note_house_kept()
        found.refresh_from_db()
        assert found.kept_house_at is not None
    assert not Worker.objects.exists()


@pytest.mark.django_db
def test_who_is_long_gone_is_taken_off_the_list() -> None:
    old, new = uuid4(), uuid4()
    workers.beat(old)
    Worker.objects.update(seen_at=Now() - workers.KEPT_FOR - timedelta(minutes=1))
    workers.beat(new)
    assert [worker.pk for worker in Worker.objects.all()] == [new]


@pytest.mark.django_db
def test_a_fact_takes_the_place_of_the_one_before() -> None:
    assert noted(Key.CHAIN_CHECK) is None
    note(Key.CHAIN_CHECK, links=1)
    note(Key.CHAIN_CHECK, links=2)
    found = noted(Key.CHAIN_CHECK)
    assert found is not None
    assert found.value == {"links": 2}
    forget(Key.CHAIN_CHECK)
    assert noted(Key.CHAIN_CHECK) is None
