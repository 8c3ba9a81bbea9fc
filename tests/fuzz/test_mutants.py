"""Thousands of broken files: each is read, or refused in words that help; nothing falls over."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goodstanding.formats.read import read_file
from goodstanding.formats.unreadable import Unreadable
from goodstanding.imports import job
from goodstanding.imports.models import State
from goodstanding.imports.worker import carry_out
from goodstanding.people.models import User
from tests.cast import Organization
from tests.fuzz.campaign import run_campaign
from tests.fuzz.mutate import mutant
from tests.fuzz.seeds import own_seeds, real_seeds

SEED = 20_261_124
FILES, PARTS = 5_000, 5
PAGE = "/users/licenses/import/"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_broken_file_is_answered(part: int) -> None:
    count = FILES // PARTS
    found = run_campaign(count, SEED, workers=1, start=part * count)
    assert found.failures == []
    assert sum(found.verdicts.values()) == count
    assert found.slowest < 30
    # Neither all refused nor all read: the mischief is of a useful size.
    read = sum(times for verdict, times in found.verdicts.items() if verdict.startswith("read"))
    assert count * 0.2 < read < count * 0.9


def test_the_same_number_is_the_same_file() -> None:
    seeds = own_seeds()
    first = [mutant(seeds, 1, number) for number in range(200)]
    time.sleep(2.1)  # archives keep the time to two seconds
    again = own_seeds()
    assert [mutant(again, 1, number) for number in range(200)] == first
    assert mutant(seeds, 1, 0) != mutant(seeds, 2, 0)


@pytest.mark.slow
def test_the_reading_process_answers_like_the_judge(tmp_path: Path) -> None:
    seeds = own_seeds() + real_seeds()
    refusals = []
    for number in range(100):
        path = tmp_path / "broken"
        path.write_bytes(mutant(seeds, SEED, number)[1])
        try:
            read_file(path)
        except Unreadable as refusal:
            refusals.append(refusal)
    assert 10 < len(refusals) < 90
    assert "reader-stopped" not in {refusal.code for refusal in refusals}
    assert all(refusal.place and refusal.remedy and refusal.message for refusal in refusals)


@pytest.mark.slow
def test_no_broken_file_breaks_a_page(
    organization: Organization, client_of: Callable[[User], Client]
) -> None:
    alice = client_of(organization.alice)
    seeds = own_seeds() + real_seeds()
    states = set()
    for number in range(100, 180):
        name, data = mutant(seeds, SEED, number)
        file = SimpleUploadedFile(f"{number}-{name[-20:]}", data)
        answer = alice.post(PAGE, {"file": file, "only_validate": "yes"})
        assert answer.status_code in {302, 422}, (number, name)
        while import_ := job.take_up():
            carry_out(import_)
            page = alice.get(f"/imports/{import_.pk}/", follow=True)
            assert page.status_code == 200, (number, name)
            import_.refresh_from_db()
            states.add(State(import_.state))
    assert State.STOPPED not in states
    assert {State.CHECKED, State.NEEDS_HELP, State.UNREADABLE} <= states
