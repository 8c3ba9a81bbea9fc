"""Found in review: what may move between the check and the import, and who tries what at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from django.core.files.storage import default_storage
from django.db import close_old_connections, connection

from goodstanding.history.models import Event
from goodstanding.imports import actions, answering, job
from goodstanding.imports.models import Import, State
from goodstanding.imports.worker import work
from goodstanding.licenses.models import License
from goodstanding.licenses.type_actions import change_license_type, retire_license_type
from goodstanding.people.actions import change_user
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import Conflict, NotFound, Refusal, StalePlan
from goodstanding.sheets.answers import Answers
from tests.cast import Organization, make_organization
from tests.imports.test_actions import HEADER, checked, imported

ADD = HEADER + "\tdora\tRN-OH\t77\t01/15/2026\t01/31/2037\t\n"
CHANGE = HEADER + "\tdora\tRN-TX\t0012345\t\t01/31/2037\t\n"


def bob_may_import() -> User:
    """The supervisor, with the permission."""
    User.objects.filter(username="bob").update(may_import=True)
    return User.objects.get(username="bob")


def test_a_license_type_retired_after_the_check_is_given_to_nobody(
    organization: Organization,
) -> None:
    import_ = checked(organization.alice, ADD)
    alice = Actor(organization.alice, "web")
    retire_license_type(license_type_id=organization.rn_ohio.pk, retired=True, actor=alice)
    with pytest.raises(StalePlan):
        imported(organization.alice, import_)
    assert License.objects.count() == 3
    again = Import.objects.get(follows=import_)
    assert (again.counts["add"], again.counts["cannot"]) == (0, 1)


@pytest.mark.parametrize("text", [ADD, CHANGE])
def test_a_license_type_that_means_something_else_by_now_is_shown_again(
    organization: Organization, text: str
) -> None:
    import_ = checked(organization.alice, text)
    for kind in (organization.rn_ohio, organization.rn_texas):
        change_license_type(
            {"name": "Practical Nurse"},
            license_type_id=kind.pk,
            actor=Actor(organization.alice, "web"),
        )
    with pytest.raises(StalePlan):
        imported(organization.alice, import_)
    again = Import.objects.get(follows=import_)
    assert imported(organization.alice, again).state == State.IMPORTED


def test_whoever_was_made_inactive_after_the_check_imports_nothing(
    organization: Organization,
) -> None:
    bob = bob_may_import()
    import_ = checked(bob, CHANGE)
    change_user({"is_active": False}, user_id=bob.pk, actor=Actor(organization.alice, "web"))
    with pytest.raises(NotFound):
        imported(User.objects.get(pk=bob.pk), import_)
    assert not License.objects.filter(version=2).exists()


def test_a_plan_out_of_date_that_is_tried_twice_is_checked_again_once(
    organization: Organization,
) -> None:
    import_ = checked(organization.alice, CHANGE)
    License.objects.filter(pk=organization.dora_rn.pk).update(version=5)
    for refused in (StalePlan, Conflict):
        with pytest.raises(refused):
            imported(organization.alice, import_)
    assert Import.objects.filter(follows=import_).count() == 1


def test_what_was_imported_cannot_be_discarded(organization: Organization) -> None:
    import_ = imported(organization.alice, checked(organization.alice, ADD))
    with pytest.raises(Conflict):
        actions.discard(import_.pk, actor=Actor(organization.alice, "web"))
    assert Import.objects.get(pk=import_.pk).state == State.IMPORTED


def test_what_was_discarded_is_not_checked_after_all(organization: Organization) -> None:
    import_ = checked(organization.alice, ADD)
    actions.discard(import_.pk, actor=Actor(organization.alice, "web"))
    assert job.take_up() is None
    assert Import.objects.get(pk=import_.pk).state == State.DISCARDED


def test_the_event_names_whoever_pressed_the_button(organization: Organization) -> None:
    import_ = checked(bob_may_import(), CHANGE)
    actions.request_import(
        import_.pk,
        plan_digest=import_.plan_digest,
        only_good_rows=False,
        actor=Actor(organization.alice, "web"),
    )
    work.call()
    assert Event.objects.get(import_id=import_.pk).actor_name == "alice"


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("plan.parquet", None, "import-files-missing"),
        ("plan.parquet", b"PAR1 no more", "import-files-damaged"),
        ("reading.json", None, "import-files-missing"),
    ],
)
def test_what_somebody_did_to_the_files_of_an_import_is_said(
    organization: Organization, part: str, content: bytes | None, code: str
) -> None:
    import_ = checked(organization.alice, ADD)
    path = Path(default_storage.path(f"imports/{import_.pk}/{import_.files}/{part}"))
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Conflict) as refused:
        imported(organization.alice, import_)
    assert refused.value.code == code
    assert License.objects.count() == 3


@pytest.mark.parametrize(
    "value",
    [
        pl.lit("same").alias("outcome"),
        pl.lit(99, pl.Int64).alias("user_id"),
        pl.lit("12").alias("after_number"),
        pl.lit(None, pl.Date).alias("after_expires_on"),
    ],
)
def test_a_plan_that_somebody_altered_is_not_imported(
    organization: Organization, value: pl.Expr
) -> None:
    import_ = checked(organization.alice, ADD)
    path = Path(default_storage.path(f"imports/{import_.pk}/{import_.files}/plan.parquet"))
    plan = pl.read_parquet(path)
    altered = plan.with_columns(value)
    assert altered.schema == plan.schema
    altered.write_parquet(path)
    with pytest.raises(Conflict, match="damaged"):
        imported(organization.alice, import_)
    assert License.objects.count() == 3


def test_a_check_that_runs_again_replaces_what_the_first_one_kept(
    organization: Organization,
) -> None:
    import_ = checked(organization.alice, ADD)
    License.objects.filter(pk=organization.dora_rn.pk).update(notes="moved")
    answering.answer(import_.pk, Answers(), actor=Actor(organization.alice, "web"))
    actions.check(import_, actor=Actor(organization.alice, "web"))
    assert imported(organization.alice, import_).state == State.IMPORTED


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What came of the deeds, done at the same moment on connections of their own."""
    gate, came = threading.Barrier(len(deeds)), [""] * len(deeds)

    def do(number: int, deed: Callable[[], object]) -> None:
        close_old_connections()
        gate.wait(timeout=30)
        try:
            deed()
            came[number] = "done"
        except Refusal as refusal:
            came[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(n, deed)) for n, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(came)


@pytest.mark.django_db(transaction=True)
def test_the_same_plan_imported_by_two_at_once_is_imported_once() -> None:
    organization = make_organization()
    import_ = checked(organization.alice, ADD)
    came = at_once(*[lambda: imported(organization.alice, import_)] * 4)
    assert "done" in came
    assert {*came} <= {"done", "in-work"}
    assert Event.objects.filter(import_id=import_.pk).count() == 1
    assert License.objects.filter(number="77").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_that_add_the_same_license_at_once_one_is_out_of_date() -> None:
    organization = make_organization()
    plans = [checked(organization.alice, ADD) for _ in range(3)]
    came = at_once(*[lambda plan=plan: imported(organization.alice, plan) for plan in plans])
    assert came == ["done", "plan-out-of-date", "plan-out-of-date"]
    assert License.objects.filter(number="77").count() == 1
    states = Import.objects.filter(pk__in=[plan.pk for plan in plans]).values_list("state")
    assert sorted(state for (state,) in states) == ["imported", "stale", "stale"]
