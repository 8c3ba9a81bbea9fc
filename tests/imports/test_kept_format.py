"""What one version of the program kept, another does not take for something else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from django.core.files.storage import default_storage
from django.test import Client

from goodstanding.imports import actions, housekeeping
from goodstanding.imports.models import Import, State
from goodstanding.imports.storage import KEPT_FORMAT
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import Conflict
from tests.cast import Organization
from tests.exports.whole import results_file
from tests.imports.test_actions import checked, imported

SHEET = "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tRN-OH\t00-77\t01/31/2028\n"

LAYOUTS = {2: "e0da0f02d26cd531"}
"""The digest of what is kept of a check, format by format. When it changes, KEPT_FORMAT must be
raised, and the new one written here."""


def made_by(import_: Import, version: int) -> Import:
    """The import as another version would have left it, its plan unreadable for this one."""
    for plan in Path(default_storage.path("imports")).rglob("*.parquet"):
        pl.DataFrame({"other": [1]}).write_parquet(plan)
    Import.objects.filter(pk=import_.pk).update(kept_format=version)
    import_.refresh_from_db()
    return import_


def layout(import_: Import) -> str:
    """Every name and type of what is kept of an import, as one digest."""
    folder = Path(default_storage.path("imports"))
    parts = {
        path.name: [f"{name}: {kind}" for name, kind in pl.read_parquet_schema(path).items()]
        for path in folder.rglob("*.parquet")
    }
    (reading,) = folder.rglob("reading.json")
    parts["reading.json"] = sorted(json.loads(reading.read_text()))
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def test_what_is_kept_has_the_layout_of_its_number(organization: Organization) -> None:
    import_ = checked(organization.alice, SHEET)
    assert import_.kept_format == KEPT_FORMAT
    assert {KEPT_FORMAT: layout(import_)} == {KEPT_FORMAT: LAYOUTS[KEPT_FORMAT]}


@pytest.mark.parametrize(
    ("version", "which"), [(KEPT_FORMAT - 1, "an earlier"), (KEPT_FORMAT + 1, "a later")]
)
def test_a_check_of_another_version_is_told_and_can_be_made_again(
    organization: Organization,
    client_of: Callable[[User], Client],
    version: int,
    which: str,
) -> None:
    alice = Actor(organization.alice, "web")
    import_ = made_by(checked(organization.alice, SHEET), version)
    page = client_of(organization.alice).get(f"/imports/{import_.pk}/")
    assert page.status_code == 409
    assert f"was made by {which} version of Good Standing" in page.content.decode()
    with pytest.raises(Conflict, match=f"{which} version"):
        actions.apply(import_.pk, plan_digest=import_.plan_digest, actor=alice)

    housekeeping.set_aside_older_checks()
    housekeeping.set_aside_older_checks()
    import_.refresh_from_db()
    assert import_.state == State.STOPPED
    page = client_of(organization.alice).get(f"/imports/{import_.pk}/")
    assert f"was made by {which} version of Good Standing" in page.content.decode()
    assert "Check again" in page.content.decode()
    actions.try_again(import_.pk, actor=alice)
    actions.check(import_, actor=alice)
    assert (import_.state, import_.kept_format) == (State.CHECKED, KEPT_FORMAT)
    assert imported(organization.alice, import_).state == State.IMPORTED


def test_what_was_imported_is_read_as_far_as_it_can_be(organization: Organization) -> None:
    import_ = imported(organization.alice, checked(organization.alice, SHEET))
    Import.objects.update(kept_format=KEPT_FORMAT - 1)
    import_.refresh_from_db()
    housekeeping.set_aside_older_checks()
    assert results_file(import_, "txt")
    with pytest.raises(Conflict, match="history of each record"):
        results_file(made_by(import_, KEPT_FORMAT - 1), "txt")
    import_.refresh_from_db()
    assert import_.state == State.IMPORTED
