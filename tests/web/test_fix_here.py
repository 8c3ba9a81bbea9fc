"""Fix here: one row a form, the problem at its cell, the file itself untouched."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from goodstanding.imports.models import Import, State
from goodstanding.imports.storage import load_plan, read_head
from goodstanding.licenses.models import License
from goodstanding.people.models import User
from tests.cast import Organization
from tests.web.test_imports import checked, words, work

ClientOf = Callable[[User], Client]
ROWS = (
    "Username\tLicense ID\tLicense Number\tExpiration Date\n"
    "dora\tRN-TX\t0012345\t06/31/2037\n"
    "dora\tRNOH\t77\t01/31/2037\n"
    "erik\tRNOH\tRN.445566\t01/31/2037\n"
    "dora\tBLS\t\t12/31/2036\n"
)


def the_import() -> Import:
    return Import.objects.latest("created_at")


def test_row_by_row_until_nothing_is_wrong(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, ROWS)
    page = words(alice.get(address))
    assert "3 rows cannot be imported. Correct them here" in page
    assert f"{address}fix/2/" in alice.get(address).content.decode()

    first = alice.get(f"{address}fix/2/")
    told = words(first)
    assert "Fix row 2 1 of 3 rows that cannot be imported." in told
    assert "June has 30 days in 2037." in told
    assert "Did you mean 06/30/2037?" in told
    assert first.context["shown"].cells[0].column.field == "expires_on"
    answer = alice.post(f"{address}fix/2/", {"expires_on": "06/30/2037"})
    assert answer.headers["Location"] == f"{address}fix/3/"

    told = words(alice.get(f"{address}fix/3/"))
    assert "Apply to the 1 other row that says “RNOH”" in told
    answer = alice.post(f"{address}fix/3/", {"license_code": "RN-OH", "same-license_code": "yes"})
    assert answer.headers["Location"] == address
    found = the_import()
    assert (found.state, found.counts["cannot"], found.counts["add"]) == (State.CHECKED, 0, 1)
    assert read_head(found).decode() == ROWS

    alice.post(f"{address}apply/", {"plan_digest": found.plan_digest})
    work()
    assert str(License.objects.get(pk=organization.dora_rn.pk).expires_on) == "2037-06-30"


def test_a_row_can_be_skipped_left_and_come_back_to(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, ROWS)
    page = alice.get(f"{address}fix/3/").content.decode()
    assert f'href="{address}fix/4/"' in page
    assert f'href="{address}fix/2/"' in page
    # Nothing was changed, so nothing is checked again.
    answer = alice.post(f"{address}fix/3/", {"license_code": "RNOH"})
    assert answer.headers["Location"] == f"{address}fix/4/"
    assert the_import().answers == {}
    answer = alice.post(f"{address}fix/3/", {"license_code": "RN-OH", "last": "yes"})
    assert answer.headers["Location"] == address
    assert the_import().counts["cannot"] == 2


def test_a_correction_may_be_wrong_too(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, ROWS)
    alice.post(f"{address}fix/2/", {"expires_on": "02/30/2037"})
    told = words(alice.get(f"{address}fix/2/"))
    assert "February has 28 days in 2037." in told
    assert the_import().counts["cannot"] == 3


def test_a_cell_can_be_emptied_and_a_blank_one_filled(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, ROWS)
    alice.post(f"{address}fix/2/", {"expires_on": "", "notes": "seen at the desk"})
    row = load_plan(the_import()).frame.filter(row=2).row(0, named=True)
    assert (str(row["after_expires_on"]), row["after_notes"]) == ("2035-01-31", "seen at the desk")
    assert row["outcome"] == "change"


def test_a_row_that_does_not_exist_is_not_there(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, ROWS)
    assert alice.get(f"{address}fix/99/").status_code == 404


def test_whoever_unticked_the_box_still_sees_the_corrected_plan_first(
    organization: Organization, client_of: ClientOf
) -> None:
    from tests.web.test_imports import upload

    alice = client_of(organization.alice)
    address = upload(alice, ROWS, only_validate_was="unticked").headers["Location"]
    work()
    alice.post(f"{address}fix/2/", {"expires_on": "06/30/2037"})
    alice.post(f"{address}fix/3/", {"license_code": "RN-OH", "same-license_code": "yes"})
    work()
    assert (the_import().state, the_import().counts["cannot"]) == (State.CHECKED, 0)


def test_the_results_file_has_what_was_corrected(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, ROWS)
    alice.post(f"{address}fix/2/", {"expires_on": "06/30/2037", "notes": "seen"})
    alice.post(f"{address}fix/3/", {"license_number": "x", "number": ""})
    lines = alice.get(f"{address}results.txt").getvalue().decode().splitlines()
    cells = [line.split("\t") for line in lines]
    assert cells[0][:6] == [*ROWS.splitlines()[0].split("\t"), "Notes", "Result"]
    assert cells[1][:6] == ["dora", "RN-TX", "0012345", "06/30/2037", "seen", "Will be changed"]
    assert cells[2][:6] == ["dora", "RNOH", "", "01/31/2037", "", "Error"]
    again = checked(alice, "\n".join(lines))
    assert the_import().counts["cannot"] == 2
    assert again != address


def test_a_suggestion_is_one_click(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, ROWS)
    assert 'name="use-license_code" value="RN-OH"' in alice.get(f"{address}fix/3/").content.decode()
    alice.post(f"{address}fix/2/", {"use-expires_on": "06/30/2037", "expires_on": "06/31/2037"})
    assert the_import().counts["cannot"] == 2
    alice.post(f"{address}reading/", {"use-0": "RN-OH"})
    assert the_import().counts["cannot"] == 0
