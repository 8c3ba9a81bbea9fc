"""The job that an import is: leases, fences, and how the work ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from goodstanding.imports import actions, housekeeping, job
from goodstanding.imports.importing import run_import
from goodstanding.imports.models import Import, State
from goodstanding.imports.worker import carry_out
from goodstanding.licenses.models import License
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import Conflict
from tests.cast import Organization, make_organization
from tests.imports.test_found_moved import bob_may_import

ROWS = "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tRN-OH\t77\t01/31/2030\n"


def uploaded(user: User, text: str = ROWS, **wishes: Any) -> Import:
    return actions.upload(
        BytesIO(text.encode()),
        file_name="may.txt",
        kind="licenses",
        wishes=actions.Wishes(**wishes),
        actor=Actor(user, "web"),
    )


def to_be_imported(user: User) -> Import:
    """An import that somebody has asked for, and nobody has taken up yet."""
    import_ = uploaded(user)
    actions.check(import_, actor=Actor(user, "web"))
    return actions.request_import(
        import_.pk, plan_digest=import_.plan_digest, actor=Actor(user, "web")
    )


def let_lease_run_out(import_: Import) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_import SET lease_until = now() - interval '1 second' WHERE id = %s",
            [import_.pk],
        )


def test_an_import_is_taken_up_by_one(organization: Organization) -> None:
    first, second = uploaded(organization.alice), uploaded(organization.alice)
    taken = job.take_up()
    assert taken is not None
    assert (taken.pk, taken.state, taken.fence) == (first.pk, State.CHECKING, 1)
    assert job.take_up(first.pk) is None
    other = job.take_up()
    assert other is not None
    assert other.pk == second.pk
    assert job.take_up() is None


def test_whoever_lost_the_lease_writes_nothing_any_more(organization: Organization) -> None:
    import_ = to_be_imported(organization.alice)
    slow = job.take_up()
    assert slow is not None
    let_lease_run_out(import_)
    quick = job.take_up()
    assert quick is not None
    assert (quick.pk, quick.fence) == (slow.pk, slow.fence + 1)
    with pytest.raises(job.TakenAway):
        run_import(slow, Actor(organization.alice, "web"))
    assert License.objects.count() == 3
    carry_out(quick)
    import_.refresh_from_db()
    assert (import_.state, License.objects.count()) == (State.IMPORTED, 4)


def cancel(import_: Import, user: User) -> None:
    actions.cancel(import_.pk, actor=Actor(user, "web"))


def discard(import_: Import, user: User) -> None:
    Import.objects.filter(pk=import_.pk).update(state=State.CHECKED)
    actions.discard(import_.pk, actor=Actor(user, "web"))


@pytest.mark.parametrize("deed", [cancel, discard])
def test_what_is_taken_away_during_the_import_leaves_nothing(
    organization: Organization,
    deed: Callable[[Import, User], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_ = to_be_imported(organization.alice)
    taken = job.take_up()
    assert taken is not None
    really_finish = job.finish

    def too_late(*given: Any, **values: Any) -> None:
        deed(import_, organization.alice)
        really_finish(*given, **values)

    # At the last moment before the commit.
    monkeypatch.setattr(job, "finish", too_late)
    with pytest.raises(job.TakenAway):
        run_import(taken, Actor(organization.alice, "web"))
    assert License.objects.count() == 3


def test_a_cancelled_import_says_by_whom_and_can_be_tried_again(
    organization: Organization,
) -> None:
    import_ = uploaded(organization.alice)
    cancel(import_, organization.alice)
    import_.refresh_from_db()
    assert (import_.state, import_.refusal["code"]) == (State.STOPPED, "cancelled")
    assert "Cancelled by Alice Moreau" in import_.refusal["message"]
    assert job.take_up() is None
    with pytest.raises(Conflict, match="nothing to cancel"):
        cancel(import_, organization.alice)
    actions.try_again(import_.pk, actor=Actor(organization.alice, "web"))
    actions.check(import_, actor=Actor(organization.alice, "web"))
    assert (import_.state, import_.counts["add"]) == (State.CHECKED, 1)


def test_what_ends_its_worker_three_times_is_given_up_and_the_next_is_done(
    organization: Organization,
) -> None:
    deadly, next_one = uploaded(organization.alice), uploaded(organization.alice)
    for _ in range(job.ATTEMPTS):
        assert job.take_up(deadly.pk) is not None
        housekeeping.see_to_work()
        let_lease_run_out(deadly)
    assert job.take_up(deadly.pk) is None
    housekeeping.see_to_work()
    deadly.refresh_from_db()
    assert (deadly.state, deadly.refusal["code"]) == (State.STOPPED, "ended-its-worker")
    taken = job.take_up()
    assert taken is not None
    carry_out(taken)
    next_one.refresh_from_db()
    assert next_one.state == State.CHECKED


def test_the_same_key_makes_one_import_and_other_bytes_are_refused(
    organization: Organization,
) -> None:
    first = uploaded(organization.alice, key="k1")
    assert uploaded(organization.alice, key="k1").pk == first.pk
    assert uploaded(organization.alice).pk != first.pk
    assert uploaded(bob_may_import(), key="k1").pk != first.pk
    with pytest.raises(Conflict) as refused:
        uploaded(organization.alice, ROWS + "dora\tBLS\t\t\n", key="k1")
    assert refused.value.code == "key-used"


@pytest.mark.django_db(transaction=True)
def test_a_storm_of_the_same_request_makes_one_import() -> None:
    alice = make_organization().alice
    gate, made = threading.Barrier(8), []

    def send() -> None:
        try:
            gate.wait(timeout=30)
            made.append(uploaded(alice, key="storm").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(made) == 8
    assert len({*made}) == 1
    assert Import.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_keeps_the_lease(settings: Settings) -> None:
    settings.LEASE_SECONDS = 1
    uploaded(make_organization().alice)
    taken = job.take_up()
    assert taken is not None
    with job.kept_alive(taken):
        threading.Event().wait(2.2)
        assert job.take_up() is None
    threading.Event().wait(1.2)
    assert job.take_up() is not None


def test_a_lease_from_before_the_clock_was_set_back_holds_nobody_up(
    organization: Organization,
) -> None:
    import_ = uploaded(organization.alice)
    assert job.take_up() is not None
    for left, is_free in ((job.lease_time(), False), (timedelta(days=1), True)):
        Import.objects.filter(pk=import_.pk).update(lease_until=timezone.now() + left)
        assert (job.take_up() is not None) == is_free


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_gives_no_lease_to_what_waits_to_be_imported(settings: Settings) -> None:
    settings.LEASE_SECONDS = 1
    uploaded(make_organization().alice, import_at_once=True)
    taken = job.take_up()
    assert taken is not None
    with job.kept_alive(taken):
        carry_out(taken)
        threading.Event().wait(0.6)
    again = job.take_up()
    assert again is not None
    assert again.state == State.IMPORTING


@pytest.mark.django_db(transaction=True)
def test_nobody_sees_a_plan_that_is_imported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    uploaded(make_organization().alice, import_at_once=True)
    taken, seen = job.take_up(), []
    assert taken is not None
    go_on = job.queue_import

    def look(pk: object) -> None:
        seen.append(Import.objects.get(pk=pk).state)
        connection.close()

    def look_and_go_on(import_: Import, actor: Actor, **wishes: Any) -> None:
        other = threading.Thread(target=look, args=(import_.pk,))
        other.start()
        other.join()
        go_on(import_, actor, **wishes)

    monkeypatch.setattr(job, "queue_import", look_and_go_on)
    carry_out(taken)
    taken.refresh_from_db()
    assert [*seen, taken.state] == [State.CHECKING, State.IMPORTING]
