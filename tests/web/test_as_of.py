"""Another day, on the list, on a learner's page, and as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from goodstanding.cli.main import main
from goodstanding.people.models import User
from tests.cast import Organization
from tests.licenses.test_as_of import tell_story
from tests.web.test_imports import checked, words
from tests.web.test_trust import RENEWALS, send

ClientOf = Callable[[User], Client]
LIST = "/users/licenses/"


def test_the_list_and_its_export_are_of_the_day(
    organization: Organization, client_of: ClientOf
) -> None:
    tell_story(organization)
    alice = client_of(organization.alice)
    told = words(alice.get(LIST, {"known_on": "2026-03-03"}))
    assert "This is what was on record at the end of March 3, 2026." in told
    assert "Mar 4, 2026" in told
    assert "RN.445566" not in told
    told = words(alice.get(LIST, {"as_of": "2028-03-05"}))
    assert "This is where the licenses that are on record today stand on March 5, 2028." in told
    text = alice.get(f"{LIST}export.txt", {"known_on": "2026-03-03"}).getvalue().decode("utf-8-sig")
    assert [line.split("\t")[1] for line in text.splitlines()[1:]] == ["dora"]
    assert "03/04/2026" in text


def test_a_day_to_come_is_no_day_of_record(organization: Organization, client_of: ClientOf) -> None:
    tomorrow = localdate() + timedelta(days=1)
    told = words(client_of(organization.alice).get(LIST, {"known_on": str(tomorrow)}))
    assert "nobody knows what will be on record then" in told
    assert "RN.445566" in told


def test_a_learner_on_another_day_cannot_be_changed_there(
    organization: Organization, client_of: ClientOf
) -> None:
    tell_story(organization)
    alice, address = client_of(organization.alice), f"/users/{organization.dora.pk}/"
    assert "Add license" in words(alice.get(address))
    told = words(alice.get(address, {"known_on": "2026-03-03"}))
    assert "what was on record at the end of March 3, 2026" in told
    assert "The upright line is March 3, 2026." in told
    assert "0012345" not in told
    assert "Add license" not in told


def test_the_queries_do_not_grow_with_the_day(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    counts = []
    for asked in ({}, {"known_on": str(localdate())}):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert "RN.445566" in words(alice.get(LIST, asked))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_version_names_the_import_and_the_row_that_made_it(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    send(alice, checked(alice, RENEWALS))
    address = f"/users/licenses/{organization.dora_rn.pk}/"
    told = words(alice.get(address))
    assert "of may.txt, row 2" in told
    told = words(client_of(organization.bob).get(address))
    # Of somebody else's file, neither its name nor the row is told.
    assert "an import" in told
    assert "row 2" not in told
    assert "may.txt" not in told


def test_the_command_exports_what_was_on_record(organization: Organization, tmp_path: Path) -> None:
    tell_story(organization)
    out = tmp_path / "then.txt"
    assert main(["export", "licenses", "-o", str(out), "--known-on", "2026-03-03"]) == 0
    assert [line.split("\t")[1] for line in out.read_text("utf-8-sig").splitlines()[1:]] == ["dora"]
