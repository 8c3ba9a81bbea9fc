"""What makes an import one to trust, on the pages: cancel, stale plans, guards, undo."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from goodstanding.imports import job
from goodstanding.imports.models import Import, State
from goodstanding.licenses.actions import change_license
from goodstanding.licenses.models import License
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.cast import Organization, make_license
from tests.web.test_imports import HEADER, PAGE, checked, upload, words, work

ClientOf = Callable[[User], Client]
RENEWALS = HEADER + "\tdora\tRN-TX\t0012345\t01/31/2037\n\tdora\tRN-OH\t00-77\t01/31/2028\n"


def send(client: Client, address: str, **fields: str) -> str:
    """Import what the page shows, let the worker work, and give the page's words."""
    digest = Import.objects.get(pk=address.split("/")[2]).plan_digest
    answer = client.post(f"{address}apply/", {"plan_digest": digest, **fields})
    work()
    return words(answer) if answer.status_code != 302 else words(client.get(address, follow=True))


def test_the_page_of_waiting_work_offers_to_cancel_it(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = str(upload(alice, RENEWALS).headers["Location"])
    assert "Waiting for its turn." in words(alice.get(address))
    taken = job.take_up()
    assert taken is not None
    job.report(taken, "comparing", rows=2)
    page = alice.get(address)
    assert "Comparing with what is on record: 2 rows. About 1 second left." in words(page)
    assert 'max="100" value="9' in page.content.decode() or 'value="60"' in page.content.decode()
    alice.post(f"{address}cancel/")
    told = words(alice.get(address))
    assert "Stopped: nothing was imported" in told
    assert "Cancelled by Alice Moreau." in told
    alice.post(f"{address}again/")
    work()
    assert "Import 2 changes" in words(alice.get(address))


def test_the_same_form_sent_twice_is_one_import(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    first, second = (
        upload(alice, RENEWALS, key="1234", only_validate="yes").headers["Location"]
        for _ in range(2)
    )
    assert first == second
    again = checked(alice, RENEWALS)
    assert again != first
    assert "The very same file was uploaded before" in words(alice.get(again))


def test_a_plan_out_of_date_shows_what_changed_and_by_whom(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, RENEWALS)
    change_license(
        {"notes": "renewed by phone", "expires_on": "2037-01-31"},
        license_id=organization.dora_rn.pk,
        version=1,
        actor=Actor(organization.bob, "web"),
    )
    told = send(alice, address)
    assert "Nothing was imported: records changed after you had looked at the plan." in told
    assert "1 row does something else now" in told
    assert "nothing: already the same bob" in told
    assert "Import 1 change" in told
    assert not License.objects.filter(number="00-77").exists()
    successor = Import.objects.get(follows__pk=address.split("/")[2])
    assert "1 added, 0 changed" in send(alice, f"/imports/{successor.pk}/")


def test_warnings_are_accepted_knowingly(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    rows = HEADER + "\tdora\tRN-TX\t0012345\t01/31/2030\n"
    address = checked(alice, rows)
    page = alice.get(address)
    assert "I have looked at the 1 warning" in words(page)
    assert "warnings-not-accepted" in send(alice, address)
    assert License.objects.get(pk=organization.dora_rn.pk).version == 1
    assert "0 added, 1 changed" in send(alice, address, accept_warnings="yes")


def test_only_if_more_recent_keeps_what_is_on_record(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    rows = HEADER + "\tdora\tRN-TX\t0012345\t01/31/2030\n"
    answer = upload(alice, rows, only_validate="yes", renewals="newer")
    work()
    told = words(alice.get(answer.headers["Location"]))
    assert "1 will stay as on record" in told
    assert "There is nothing to import: what is on record is the same or newer." in told
    assert "On record, the license expires on January 31, 2035, so it is kept." in told


def test_an_unusual_share_asks_for_the_number(
    organization: Organization, client_of: ClientOf
) -> None:
    actor = Actor(organization.alice, "web")
    for n in range(12):
        make_license(organization.dora, organization.bls, actor, number=f"n{n}")
    alice = client_of(organization.alice)
    rows = HEADER + "".join(f"Delete\tdora\tBLS\tn{n}\t\n" for n in range(12))
    address = checked(alice, rows)
    told = words(alice.get(address))
    assert "This would change or delete 12 of 15 licenses on record. That is unusual." in told
    for typed in ("", "11"):
        assert "not-confirmed" in send(alice, address, confirmed=typed)
    assert License.objects.count() == 15
    assert "12 deleted" in send(alice, address, confirmed=" 12 ")
    # Unticked, such a file does not go through at once either.
    for n in range(12):
        make_license(organization.dora, organization.bls, actor, number=f"m{n}")
    rows = rows.replace("\tn", "\tm")
    address = str(upload(alice, rows, only_validate_was="unticked").headers["Location"])
    work()
    assert "That is unusual." in words(alice.get(address))


def test_an_import_is_undone_by_a_plan_that_keeps_later_edits(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, RENEWALS)
    assert "Undo this import" in send(alice, address)
    change_license(
        {"notes": "by hand"},
        license_id=organization.dora_rn.pk,
        version=2,
        actor=Actor(organization.bob, "web"),
    )
    undo = str(alice.post(f"{address}undo/").headers["Location"])
    assert alice.post(f"{address}undo/").headers["Location"] == undo
    work()
    told = words(alice.get(undo))
    assert "What this undo will do" in told
    assert "1 record will be as before. 1 record will be kept, because somebody edited it" in told
    assert "after the import; it stays as it is." in told
    assert License.objects.filter(number="00-77").exists()
    assert "was undone. Done at" in send(alice, undo)
    assert not License.objects.filter(number="00-77").exists()
    assert License.objects.get(pk=organization.dora_rn.pk).notes == "by hand"
    for fmt in ("txt", "xml", "xlsx"):
        answer = alice.get(f"{undo}results.{fmt}")
        assert (answer.status_code, len(answer.getvalue()) > 100) == (200, True)
    assert "This import was undone" in words(alice.get(address))
    assert "undone" in words(alice.get(PAGE))
    # And the undo of the undo.
    again = str(alice.post(f"{undo}undo/").headers["Location"])
    work()
    assert "Put back 1 record" in words(alice.get(again))
    send(alice, again)
    assert License.objects.filter(number="00-77").exists()


def test_the_plan_of_an_undo_goes_out_of_date_like_any_other(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, RENEWALS)
    send(alice, address)
    undo = str(alice.post(f"{address}undo/").headers["Location"])
    work()
    added = License.objects.get(number="00-77")
    change_license(
        {"notes": "x"}, license_id=added.pk, version=1, actor=Actor(organization.bob, "web")
    )
    told = send(alice, undo)
    assert "We worked it out anew. 1 row does something else now" in told
    assert "nothing: stays as on record" in told
    assert Import.objects.filter(undoes__isnull=False, state=State.STALE).count() == 1
