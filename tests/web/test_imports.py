from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goodstanding.imports import job
from goodstanding.imports.models import Import, State
from goodstanding.imports.worker import carry_out
from goodstanding.licenses.actions import change_license
from goodstanding.licenses.models import License
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.cast import Organization

ClientOf = Callable[[User], Client]
PAGE = "/users/licenses/import/"
HEADER = "Action\tUsername\tLicense ID\tLicense Number\tExpiration Date\n"
GOOD = HEADER + (
    "\tdora\tRN-TX\t0012345\t01/31/2037\n"
    "\tdora\tRN-OH\t00-77\t01/31/2028\n"
    "Delete\tdora\tBLS\t\t\n"
    "\n"
    "\terik\tRN-OH\tRN.445566\t\n"
)
BAD = HEADER + (
    "\tdora\tRN-TX\t0012345\t06/31/2037\n\tnobody\tBLS\t\t\n\tdora\tRN-OH\t00-77\t01/31/2028\n"
)


def upload(client: Client, text: str | bytes, name: str = "may.txt", **fields: str) -> Any:
    """The answer to an upload, its box ticked unless ``fields`` say otherwise."""
    content = text.encode() if isinstance(text, str) else text
    given = fields or {"only_validate": "yes"}
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content), **given})


def work() -> None:
    """Do what the worker would do now, one import after another."""
    while taken := job.take_up():
        carry_out(taken)


def checked(client: Client, text: str | bytes, name: str = "may.txt") -> str:
    """The address of the page of an upload that has been checked."""
    address = str(upload(client, text, name).headers["Location"])
    work()
    return address


def words(answer: Any) -> str:
    """What the page says, without its tags."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+([.,:;?])", r"\1", " ".join(unescape(text).split()))


def test_the_page_has_three_steps_and_the_box_is_ticked(
    organization: Organization, client_of: ClientOf
) -> None:
    page = client_of(organization.alice).get(PAGE)
    text = page.content.decode()
    for step in ("Get the spreadsheet", "Fill it in and save it", "Upload it"):
        assert f"<h2>{step}</h2>" in text
    assert 'name="only_validate" id="id_only_validate" value="yes" checked' in text
    for fmt in ("txt", "xml", "xlsx"):
        answer = client_of(organization.alice).get(f"{PAGE}spreadsheet.{fmt}")
        assert answer.headers["Content-Disposition"].endswith(f'.{fmt}"')


def test_a_file_is_checked_looked_at_and_imported(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = upload(alice, GOOD).headers["Location"]
    waiting = alice.get(address).content.decode()
    assert 'hx-trigger="every 500ms"' in waiting
    assert 'http-equiv="refresh"' in waiting
    work()
    page = alice.get(address)
    told = words(page)
    assert "Nothing has been changed yet. 4 rows were read from may.txt (1 empty row" in told
    assert "No errors found: this import is likely to succeed." in told
    assert "This does not mean that the file is complete" in told
    assert "was 01/31/2035 now 01/31/2037" in told
    assert "Import 3 changes" in told
    assert "hx-trigger" not in page.content.decode()
    counts = {piece.key: piece.count for piece in page.context["bar"]}
    assert counts == {"remove": 1, "change": 1, "add": 1, "same": 1}
    assert License.objects.get(pk=organization.dora_rn.pk).version == 1

    digest = Import.objects.get().plan_digest
    alice.post(f"{address}apply/", {"plan_digest": digest})
    assert "Importing" in words(alice.get(address))
    work()
    told = words(alice.get(address))
    assert "1 added, 1 changed, 1 deleted, 1 was already the same, 0 left out." in told
    assert License.objects.get(pk=organization.dora_rn.pk).version == 2
    assert "may.txt" in words(alice.get(PAGE))


def test_the_box_unticked_imports_at_once(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    rows = HEADER + "\tdora\tRN-TX\t0012345\t01/31/2037\n"
    address = upload(alice, rows, only_validate_was="unticked").headers["Location"]
    work()
    work()
    assert "0 added, 1 changed" in words(alice.get(address))
    again = checked(alice, rows)
    assert "Everything in this file is already in the system. Nothing to import." in words(
        alice.get(again)
    )
    assert "Import 0" not in words(alice.get(again))


def test_errors_are_named_and_the_good_rows_are_a_choice(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, BAD)
    told = words(alice.get(address))
    assert (
        "2 rows cannot be imported. Correct them here, one row at a time, or in the results file"
        in told
    )
    assert "June has 30 days" in told
    assert "learner-unknown" in told
    assert "Import 1 change" not in told
    assert "Import the 1 good row and leave out 2" in told
    results = alice.get(f"{address}results.txt").getvalue().decode("utf-8-sig")
    assert results.startswith("Action\tUsername")
    assert "What to do" in results
    assert alice.get(f"{address}results.xlsx").getvalue()[:2] == b"PK"

    digest = Import.objects.get().plan_digest
    refused = alice.post(f"{address}apply/", {"plan_digest": digest})
    assert "has-errors" in words(refused)
    assert Import.objects.get().state == State.CHECKED
    assert not License.objects.filter(user=organization.dora, number="00-77").exists()

    alice.post(
        f"{address}apply/",
        {"plan_digest": digest, "only_good_rows": "yes", "accept_warnings": "yes"},
    )
    work()
    assert "1 added, 0 changed, 0 deleted, 0 were already the same, 2 left out" in words(
        alice.get(address)
    )


def test_many_rows_with_one_problem_are_folded(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    text = HEADER + "".join(f"\tnobody{n}\tBLS\t\t\n" for n in range(12))
    page = alice.get(checked(alice, text))
    told = words(page)
    assert "There is no such learner among yours. 12 rows: 2, 3, 4" in told
    assert "These are the first 10 of 12." in told
    assert '<details class="problem">' in page.content.decode()


def test_long_sections_have_pages(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, HEADER + "".join(f"\tdora\tGENERAL\tG{n:03}\t\n" for n in range(120)))
    first, last = alice.get(address), alice.get(f"{address}?section=add&page=3")
    assert "G049" in words(first)
    assert "G050" not in words(first)
    assert "?section=add&amp;page=2#section-add" in first.content.decode()
    assert "G119" in words(last)
    assert "Page 3 of 3" in words(last)


@pytest.mark.parametrize(
    ("name", "content", "code", "place"),
    [
        ("broken.xml", b"<?xml version='1.0'?>\n<Workbook>\n<a></b>", "xml-malformed", "line 3"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", None, ""),
        ("blank.txt", b"\n\n  \n", "empty-file", ""),
    ],
)
def test_an_unreadable_file_says_why_and_where(
    organization: Organization,
    client_of: ClientOf,
    name: str,
    content: bytes,
    code: str | None,
    place: str,
) -> None:
    alice = client_of(organization.alice)
    told = words(alice.get(checked(alice, content, name)))
    assert "This file could not be read" in told
    assert "Nothing was imported, nothing was changed." in told
    assert "Upload a corrected file" in told
    assert f"Code: {code}" in told if code else "Code: " in told
    assert place in told


def test_a_missing_column_that_no_other_can_be_blocks_the_whole_file(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    told = words(alice.get(checked(alice, "License ID\tLicense Number\nRN-TX\t1\n")))
    assert "This file cannot be imported as it is." in told
    assert "column-missing" in told


def test_an_upload_without_a_file_or_with_an_empty_one_is_refused_in_place(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    none = alice.post(PAGE, {"only_validate": "yes"})
    assert none.status_code == 400
    assert "No file was chosen" in words(none)
    empty = upload(alice, b"")
    assert "The file is empty" in words(empty)
    assert not Import.objects.exists()


def test_a_plan_that_moved_is_checked_again(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, GOOD)
    first = Import.objects.get()
    change_license(
        {"notes": "moved"},
        license_id=organization.dora_rn.pk,
        version=1,
        actor=Actor(organization.bob, "web"),
    )
    alice.post(f"{address}apply/", {"plan_digest": first.plan_digest})
    work()
    second = Import.objects.exclude(pk=first.pk).get()
    assert Import.objects.get(pk=first.pk).state == State.STALE
    assert alice.get(address).headers["Location"] == f"/imports/{second.pk}/"
    waiting = alice.get(address, headers={"HX-Request": "true"})
    assert waiting.headers["HX-Redirect"] == f"/imports/{second.pk}/"


def test_discarding_keeps_it_in_the_list(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, GOOD)
    alice.post(f"{address}discard/")
    assert "This import was set aside." in words(alice.get(address))
    assert "Discarded" in words(alice.get(PAGE))


def test_imports_of_others_are_answered_like_what_does_not_exist(
    organization: Organization, client_of: ClientOf
) -> None:
    address = checked(client_of(organization.alice), GOOD)
    User.objects.filter(username="charlie").update(may_import=True)
    charlie = client_of(User.objects.get(username="charlie"))
    digest = Import.objects.get().plan_digest
    for answer in (
        charlie.get(address),
        charlie.get(f"{address}results.txt"),
        charlie.post(f"{address}apply/", {"plan_digest": digest}),
        charlie.post(f"{address}discard/"),
    ):
        assert answer.status_code == 404
    assert Import.objects.get().state == State.CHECKED
    assert "may.txt" not in words(charlie.get(PAGE))


@pytest.mark.parametrize(
    ("who", "page", "status"),
    [
        ("alice", "/users/licenses/import/", 200),
        ("alice", "/users/import/", 200),
        ("alice", "/licenses/available/import/", 200),
        ("bob", "/users/licenses/import/", 403),
        ("bob", "/users/import/", 403),
        ("grace", "/users/licenses/import/", 200),
        ("dora", "/users/licenses/import/spreadsheet.txt", 403),
    ],
)
def test_who_may_import_what(
    organization: Organization, client_of: ClientOf, who: str, page: str, status: int
) -> None:
    assert client_of(getattr(organization, who)).get(page).status_code == status


def test_users_are_imported_through_the_same_pages(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    text = "Username\tFirst Name\tLast Name\tUnit\nhana\tHana\tBrandt\tHarbor Clinic\n"
    file = SimpleUploadedFile("people.txt", text.encode())
    address = alice.post("/users/import/", {"file": file, "only_validate": "yes"}).headers[
        "Location"
    ]
    work()
    assert "Import users" in words(alice.get(address))
    alice.post(f"{address}apply/", {"plan_digest": Import.objects.get().plan_digest})
    work()
    assert User.objects.get(username="hana").unit == organization.north_clinic
