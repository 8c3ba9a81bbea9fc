"""Needs your help: a file that leaves something open is asked about, once."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client

from goodstanding.imports.models import Import, Remembered, State
from goodstanding.imports.storage import load_plan
from goodstanding.people.models import User
from tests.cast import Organization
from tests.web.test_imports import checked, upload, words, work

ClientOf = Callable[[User], Client]
AMBIGUOUS = (
    "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tRN-TX\t0012345\t03/04/2037\n"
)
OTHER_WORDS = "Badge\tCertificate\tNo.\ndora\tRN-TX\t0012345\nerik\tR.N. (Ohio)\tRN.445566\n"


def the_import() -> Import:
    return Import.objects.latest("created_at")


def expires_on() -> str:
    return str(load_plan(the_import()).frame["after_expires_on"][0])


def test_dates_that_can_be_read_in_two_ways_are_asked_about_once(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, AMBIGUOUS)
    assert the_import().state == State.NEEDS_HELP
    asked = alice.get(address)
    assert asked.headers["Location"] == f"{address}reading/"
    told = words(alice.get(f"{address}reading/"))
    assert "Needs your help" in told
    assert "What is 03/04/2037? March 4, 2037 3 April 2037" in told

    answer = {"order-expires_on": "day", "remember-dates": "yes"}
    assert alice.post(f"{address}reading/", answer).headers["Location"] == address
    assert (the_import().state, expires_on()) == (State.CHECKED, "2037-04-03")
    assert "was 01/31/2035 now 04/03/2037" in words(alice.get(address))

    checked(alice, AMBIGUOUS.replace("03/04", "05/06"))
    assert (the_import().state, expires_on()) == (State.CHECKED, "2037-06-05")
    listed = words(alice.get("/users/licenses/import/remembered/"))
    assert "the day stands first" in listed
    remembered = Remembered.objects.get()
    alice.post(f"/users/licenses/import/remembered/{remembered.pk}/forget/")
    checked(alice, AMBIGUOUS)
    assert the_import().state == State.NEEDS_HELP


def test_an_answer_that_is_not_to_be_remembered_holds_for_its_file(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, AMBIGUOUS)
    alice.post(f"{address}reading/", {"order-expires_on": "month"})
    assert (the_import().state, expires_on()) == (State.CHECKED, "2037-03-04")
    assert not Remembered.objects.exists()


def test_htmx_is_led_to_the_questions(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, AMBIGUOUS)
    answer = alice.get(address, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"{address}reading/"


def test_columns_and_values_in_other_words_are_matched_and_remembered(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, OTHER_WORDS)
    told = words(alice.get(f"{address}reading/"))
    assert "no row looks like the headings" in told
    alice.post(f"{address}reading/", {"header_row": "1"})
    assert the_import().asked == ["columns"]
    columns = {"column-c0": "username", "column-c1": "license_name", "column-c2": "number"}
    alice.post(f"{address}reading/", {**columns, "remember-columns": "yes"})
    found = the_import()
    assert (found.state, found.counts["cannot"]) == (State.CHECKED, 2)

    page = alice.get(f"{address}reading/")
    assert [(v.text, v.rows) for v in page.context["reading"].unknown] == [
        ("RN-TX", 1),
        ("R.N. (Ohio)", 1),
    ]
    answers = {"value-0": "RN-TX", "value-1": "rn-oh", "remember-values": "yes"}
    alice.post(f"{address}reading/", answers)
    found = the_import()
    assert (found.counts["cannot"], found.counts["same"]) == (0, 2)
    assert '"R.N. (Ohio)" was taken for rn-oh in 1 row' in words(alice.get(address))

    checked(alice, OTHER_WORDS)
    found = the_import()
    assert (found.state, found.counts["same"]) == (State.CHECKED, 2)
    listed = words(alice.get("/users/licenses/import/remembered/"))
    for one in ("Badge the column Username", "Certificate the column License/Certification"):
        assert one in listed
    assert "R.N. (Ohio) rn-oh Alice Moreau" in listed


def test_a_value_that_is_no_value_is_refused_and_nothing_is_saved(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    rows = "Username\tLicense ID\tState\ndora\tRNTX\t\nnobody\tRN-TX\tNowhere\n"
    address = checked(alice, rows)
    page = alice.get(f"{address}reading/")
    unknown = [v.text for v in page.context["reading"].unknown]
    assert set(unknown) == {"RNTX", "nobody", "Nowhere"}
    for number in range(3):
        answer = alice.post(f"{address}reading/", {f"value-{number}": "no such thing"})
        assert answer.status_code == 422
        assert "no such thing is not one of the values of" in words(answer)
    assert (the_import().answers, Remembered.objects.count()) == ({}, 0)


def test_a_supervisor_cannot_name_people_out_of_scope(
    organization: Organization, client_of: ClientOf
) -> None:
    User.objects.filter(username="charlie").update(may_import=True)
    charlie = client_of(User.objects.get(username="charlie"))
    address = checked(charlie, "Username\tLicense ID\nd.lind\tBLS\n")
    options = charlie.get(f"{address}reading/").context["options"]["username"]
    assert [name for name, _ in options] == ["erik"]
    answer = charlie.post(f"{address}reading/", {"value-0": "dora"})
    assert answer.status_code == 422


def test_a_remembered_username_is_known_only_to_those_who_may_see_it(
    organization: Organization, client_of: ClientOf
) -> None:
    User.objects.filter(username="charlie").update(may_import=True)
    alice, charlie = (client_of(User.objects.get(username=name)) for name in ("alice", "charlie"))
    rows = "Username\tLicense ID\td.lind\tBLS\n".replace("\td.lind", "\nd.lind")
    address = checked(alice, rows)
    alice.post(f"{address}reading/", {"value-0": "dora", "remember-values": "yes"})
    assert the_import().counts["cannot"] == 0
    checked(charlie, rows)
    assert the_import().counts["cannot"] == 1
    assert "dora" not in words(charlie.get("/users/licenses/import/remembered/"))
    forbidden = charlie.post(
        f"/users/licenses/import/remembered/{Remembered.objects.get().pk}/forget/"
    )
    assert forbidden.status_code == 404


def test_the_reading_of_a_checked_file_can_be_changed(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    text = "Username\tLicense ID\tVerified By\tNotes\ndora\tBLS\tJosé\tAndré\n"
    address = checked(alice, text.encode("cp1252"))
    assert "Change how it is read" in words(alice.get(address))
    told = words(alice.get(f"{address}reading/"))
    assert "How this file is read" in told
    alice.post(f"{address}reading/", {"column-c3": "-", "column-c2": "notes"})
    plan = load_plan(the_import()).frame
    assert (plan["after_notes"][0], plan["after_verified_by"][0]) == ("José", "")


@pytest.mark.parametrize(("encoding", "word"), [("shift_jis", "山田"), ("cp1251", "Иванов")])
def test_letters_can_be_chosen_by_hand(
    organization: Organization, client_of: ClientOf, encoding: str, word: str
) -> None:
    alice = client_of(organization.alice)
    text = f"Username\tLicense ID\tNotes\ndora\tBLS\t{word}\n"
    address = checked(alice, text.encode(encoding))
    page = alice.get(f"{address}reading/")
    offered = {name: samples for name, _, samples in page.context["reading"].encodings}
    name = next(name for name, samples in offered.items() if word in samples)
    alice.post(f"{address}reading/", {"encoding": name})
    assert the_import().state == State.CHECKED
    assert load_plan(the_import()).frame["after_notes"][0] == word


def test_a_workbook_with_two_sheets_that_fit_is_asked_about(
    organization: Organization, client_of: ClientOf
) -> None:
    import xlsxwriter

    book_bytes = BytesIO()
    with xlsxwriter.Workbook(book_bytes) as book:
        for name, username in (("May", "dora"), ("June", "erik")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Username", "License ID"])
            sheet.write_row(1, 0, [username, "BLS"])
    alice = client_of(organization.alice)
    address = checked(alice, book_bytes.getvalue(), "two.xlsx")
    assert the_import().asked == ["sheet"]
    alice.post(f"{address}reading/", {"sheet": "June"})
    assert load_plan(the_import()).frame["subject"].to_list()[0].endswith("(erik)")
    address = checked(alice, book_bytes.getvalue(), "two.xlsx")
    alice.post(f"{address}reading/", {"sheet": "May"})
    assert (the_import().asked, the_import().state) == ([], State.CHECKED)


def test_with_the_box_unticked_the_import_goes_on_after_the_answer(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = upload(alice, AMBIGUOUS, only_validate_was="unticked").headers["Location"]
    work()
    alice.post(f"{address}reading/", {"order-expires_on": "month"})
    work()
    assert the_import().state == State.IMPORTED


def test_what_has_been_imported_cannot_be_answered_any_more(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    address = checked(alice, AMBIGUOUS.replace("03/04", "01/31"))
    alice.post(f"{address}apply/", {"plan_digest": the_import().plan_digest})
    work()
    for part in ("reading/", "fix/2/"):
        answer = alice.post(f"{address}{part}", {"order-expires_on": "day"})
        assert answer.headers["Location"] == address
    assert the_import().answers == {}
