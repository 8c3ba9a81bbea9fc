"""Importers and editors at the same moment: as if they had come one after the other."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.db import connection
from django.db.models import F

from goodstanding.history.models import Event
from goodstanding.history.verify import verify
from goodstanding.imports import actions
from goodstanding.imports.models import Import, State
from goodstanding.imports.storage import load_plan
from goodstanding.licenses.actions import add_license, change_license, remove_license
from goodstanding.licenses.models import License, LicenseVersion
from goodstanding.licenses.records import LICENSES
from goodstanding.people.actor import Actor
from goodstanding.refusals import Conflict, NotFound, StalePlan
from tests.cast import Organization, make_license, make_organization

ROUNDS = 20
NUMBERS = [f"{n:03}" for n in range(12)]
HEADER = "Action\tUsername\tLicense ID\tLicense Number\tExpiration Date\tNotes\n"
TRUE_CODES = {
    "plan-out-of-date",
    "license-changed-meanwhile",
    "license-exists",
    "not-found",
    "has-errors",
}


def sheet(luck: random.Random, who: str) -> str:
    numbers = luck.sample(NUMBERS, 5)
    rows = [f"\tdora\tBLS\t{number}\t01/31/2037\t{who}" for number in numbers[:4]]
    rows.append(f"Delete\tdora\tBLS\t{numbers[4]}\t\t")
    return HEADER + "\n".join(rows) + "\n"


def importer(o: Organization, luck: random.Random, who: str) -> str:
    """Check a file and import it; what came of it."""
    actor = Actor(o.alice, "web")
    content = BytesIO(sheet(luck, who).encode())
    import_ = actions.upload(content, file_name=f"{who}.txt", kind="licenses", actor=actor)
    actions.check(import_, actor=actor)
    try:
        actions.apply(import_.pk, plan_digest=import_.plan_digest, only_good_rows=True, actor=actor)
    except StalePlan:
        # It says that something moved. Then the check that followed is another plan.
        again = Import.objects.get(follows=import_)
        before, now = (load_plan(one).frame.drop("subject", "detail") for one in (import_, again))
        assert not before.equals(now)
        raise
    return "imported"


def editor(o: Organization, luck: random.Random, who: str) -> str:
    """Add, change or delete a license by hand, going by what is to be seen."""
    actor, number = Actor(o.bob, "web"), luck.choice(NUMBERS)
    seen = License.objects.filter(user=o.dora, license_type=o.bls, number=number).first()
    if seen is None:
        add_license(
            {"number": number, "notes": who},
            learner_id=o.dora.pk,
            license_type_id=o.bls.pk,
            actor=actor,
        )
    elif luck.random() < 0.25:
        remove_license(license_id=seen.pk, actor=actor)
    else:
        change_license({"notes": who}, license_id=seen.pk, version=seen.version, actor=actor)
        # What was saved follows right upon what was seen.
        saved = LicenseVersion.objects.get(record_id=seen.pk, version=seen.version + 1)
        assert saved.notes == who
    return "edited"


def at_once(deeds: list[Callable[[], str]]) -> list[str]:
    gate, came = threading.Barrier(len(deeds)), []

    def do(deed: Callable[[], str]) -> None:
        try:
            gate.wait(timeout=60)
            came.append(deed())
        except (Conflict, NotFound) as refusal:
            came.append(refusal.code)
        except BaseException as error:
            came.append(f"broke: {error!r}")
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return came


@contextmanager
def nothing_overwritten() -> Iterator[None]:
    """Each import has written just what its plan says, upon the versions that it was made on."""
    yield
    for import_ in Import.objects.filter(state=State.IMPORTED):
        event = Event.objects.filter(import_id=import_.pk).first()
        frame = load_plan(import_).frame
        planned = {
            (row["row"], row["target_version"] or 0)
            for row in frame.to_dicts()
            if row["outcome"] in {"add", "change", "remove"}
        }
        written = LicenseVersion.objects.filter(event=event).annotate(upon=F("version") - 1)
        assert planned == {*written.values_list("source_row", "upon")}
    for import_ in Import.objects.exclude(state=State.IMPORTED):
        assert not Event.objects.filter(import_id=import_.pk).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_importers_and_ten_editors_equal_some_order() -> None:
    o = make_organization()
    for number in NUMBERS[::2]:
        make_license(o.dora, o.bls, Actor(o.alice, "web"), number=number)
    came: list[str] = []
    with nothing_overwritten():
        for turn in range(ROUNDS):
            deeds: list[Callable[[], str]] = []
            for n in range(14):
                luck, who = random.Random(f"{turn} {n}"), f"{turn}.{n}"
                deed = importer if n < 4 else editor
                deeds.append(lambda deed=deed, luck=luck, who=who: deed(o, luck, who))
            came += at_once(deeds)
    assert len(came) == ROUNDS * 14
    assert {*came} <= {"imported", "edited", *TRUE_CODES}
    assert came.count("imported") >= ROUNDS
    assert came.count("edited") >= ROUNDS
    assert "plan-out-of-date" in came
    # One chain orders all that was done, and what stands is what its last versions say.
    assert verify((LICENSES,)).broken is None
    numbers = License.objects.filter(user=o.dora, license_type=o.bls).values_list("number")
    assert numbers.count() == numbers.distinct().count()
