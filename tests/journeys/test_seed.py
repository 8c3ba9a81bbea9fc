"""The instructions for the import, walked sentence by sentence in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.pictures import take_picture

pytestmark = pytest.mark.browser
SignIn = Callable[[str], Page]


def upload(page: Page, file: Path, *, only_validate: bool) -> None:
    """Choose a file, leave or take away the tick, and upload; then wait for the verdict."""
    page.get_by_role("link", name="Licenses & Certifications").first.click()
    page.get_by_role("link", name="Import Data").click()
    page.get_by_label("Choose File").set_input_files(file)
    box = page.get_by_label("Only validate the file")
    expect(box).to_be_checked()
    box.set_checked(only_validate)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=30_000)


def test_the_terminal_shows_real_imports_and_the_sign_ins(served: Served) -> None:
    assert "300 rows read as tab-delimited text" in served.said
    assert "licenses.txt: 950 added" in served.said
    assert re.search(r"alice +/ good-standing-demo +administrator", served.said)
    assert (served.home / "samples" / "bad-mixed.xml").exists()


def test_a_bad_file_is_validated_corrected_validated_and_imported(
    served: Served, sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in("alice")
    # "click the Users tab, then click on the Licenses & Certifications section"
    page.get_by_role("link", name="Users", exact=True).first.click()
    take_picture(page, "licenses", tmp_path)
    # "A list of available licenses is available through the Export Available Licenses link"
    with page.expect_download() as listed:
        page.get_by_role("link", name="Export Available Licenses").click()
    assert listed.value.suggested_filename == "available-licenses.xlsx"
    # "You will need to have the Licenses and Certifications Spreadsheet completed"
    page.get_by_role("link", name="Import Data").click()
    take_picture(page, "import-data", tmp_path)
    with page.expect_download() as template:
        page.get_by_role("link", name="Tab-delimited text (.txt)").click()
    spreadsheet = tmp_path / template.value.suggested_filename
    template.value.save_as(spreadsheet)

    lines = spreadsheet.read_text("utf-8-sig").splitlines()
    headings = lines[-1].split("\t")
    assert lines[0].startswith("# Licenses and Certifications Spreadsheet")

    def row(**cells: str) -> str:
        return "\t".join(cells.get(heading.replace(" ", "_"), "") for heading in headings)

    good = row(Username="alice", License_ID="BLS", License_Number="0077001",
               Issue_Date="01/15/2026", Expiration_Date="01/31/2028")  # fmt: skip
    bad = row(Username="alicee", License_ID="ACLS", License_Number="0077002",
              Issue_Date="01/15/2026", Expiration_Date="06/31/2027")  # fmt: skip
    spreadsheet.write_text("\r\n".join([*lines, good, bad]), "utf-8")

    # "leave the Only validate the file option selected … if any errors are found"
    upload(page, spreadsheet, only_validate=True)
    expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible()
    expect(page.get_by_text("1 row cannot be imported.")).to_be_visible()
    expect(page.get_by_text("June has 30 days in 2027.").first).to_be_visible()
    take_picture(page, "import-errors", tmp_path)

    # "prompting you to download the results file"
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Download results file").click()
    results = tmp_path / downloaded.value.suggested_filename
    downloaded.value.save_as(results)
    text = results.read_text("utf-8-sig")
    assert "Username: alicee is not the username" in text
    assert "Expiration Date: 06/30/2027" in text

    # Corrected in the results file itself, and uploaded again.
    results.write_text(text.replace("alicee\t", "alice\t").replace("06/31/2027", "06/30/2027"))
    upload(page, results, only_validate=True)
    expect(page.get_by_text("No errors found: this import is likely to succeed.")).to_be_visible()
    expect(page.get_by_text("This does not mean that the file is complete")).to_be_visible()
    take_picture(page, "import-review", tmp_path)

    # "select Choose File/Browse again … Uncheck … Click Upload … successful"
    upload(page, results, only_validate=False)
    expect(page.get_by_text("The import was successful.")).to_be_visible()
    expect(page.get_by_text("2 added, 0 changed, 0 deleted")).to_be_visible()
    take_picture(page, "import-success", tmp_path)

    page.get_by_role("link", name="See the licenses").click()
    page.get_by_label("Name or number").fill("alice")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("cell", name="0077001")).to_be_visible()

    # The same file again: nothing to do.
    upload(page, results, only_validate=True)
    expect(page.get_by_text("Everything in this file is already in the system.")).to_be_visible()


def test_the_validated_file_is_imported_by_one_button(served: Served, sign_in: SignIn,
                                                      tmp_path: Path) -> None:  # fmt: skip
    page = sign_in("alice")
    upload(page, served.home / "samples" / "good-renewals.xml", only_validate=True)
    expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible()
    take_picture(page, "plan", tmp_path)
    page.get_by_role("button", name="Import 50 changes").click()
    expect(page.get_by_text("10 added, 40 changed, 0 deleted")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_adding_editing_deleting_and_putting_back_by_hand(
    who: str, sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in(who)
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Name or username of the learner").fill("dora")
    page.get_by_role("link", name="Dora Lindegaard").click()
    page.get_by_label("Professional role").select_option("All Staff")
    page.get_by_label("State").select_option(label="National")
    page.get_by_label("License/certification").select_option(label="The Mandt System")
    page.get_by_label("License number").fill(f"00-{who}")
    page.get_by_label("Issue date").fill("2026-01-15")
    page.get_by_label("Expiration date").fill("2020-01-31")
    take_picture(page, "license-add", tmp_path)
    page.get_by_role("button", name="Add license").click()
    expect(page.get_by_text("The expiration date lies before the issue date.")).to_be_visible()
    page.get_by_label("Expiration date").fill("2029-01-31")
    page.get_by_role("button", name="Add license").click()
    expect(page.get_by_text("Added: The Mandt System for Dora Lindegaard.")).to_be_visible()

    page.get_by_role("link", name="The Mandt System").first.click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Expiration date").fill("2030-01-31")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Jan 31, 2030").first).to_be_visible()

    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("heading", name="Delete this license?")).to_be_visible()
    page.get_by_role("button", name="Delete license").click()
    page.get_by_role("button", name="Put back").first.click()
    expect(page.get_by_text(f"00-{who}").first).to_be_visible()
    page.get_by_role("link", name="The Mandt System").first.click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete license").click()


def test_a_supervisor_filters_and_sees_own_learners_only(served: Served, sign_in: SignIn) -> None:
    page = sign_in("charlie")
    expect(page.get_by_role("link", name="Import Data")).to_have_count(0)
    page.get_by_label("Name or number").fill("dora")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("No license meets all of these filters.")).to_be_visible()
    page.goto(f"{served.address}/users/licenses/?standing=expired&learners=all")
    shared = page.url
    expect(page.locator("tbody tr")).not_to_have_count(0)
    for badge in page.locator("tbody .badge:not(.status)").all():
        expect(badge).to_contain_text("Expired")
    page.get_by_role("link", name="Licenses & Certifications").first.click()
    page.goto(shared)
    expect(page.locator("#filter-standing")).to_have_value("expired")


def test_the_instructions_can_be_printed_and_the_topics_found(
    served: Served, sign_in: SignIn
) -> None:
    page = sign_in("alice")
    page.get_by_role("link", name="Help", exact=True).click()
    page.get_by_role("link", name=re.compile("Importing licenses")).first.click()
    address = page.url
    printed = page.get_by_role("link", name="Print as PDF").get_attribute("href")
    pdf = page.request.get(f"{served.address}{printed}")
    assert pdf.body().startswith(b"%PDF-")
    page.goto(f"{address}?view=full")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    page.goto(address)
    page.get_by_role("link", name=re.compile("topics", re.IGNORECASE)).first.click()
    expect(page.get_by_role("link", name=re.compile("Importing licenses")).first).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "picture"),
        ("empty.txt", b"", "empty"),
        ("broken.xml", b"<?xml version='1.0'?>\n<Workbook>\n<a></b>", "line 3"),
        ("doctype.xml", b"<?xml version='1.0'?>\n<!DOCTYPE x>\n<Workbook/>", "DOCTYPE"),
    ],
)
def test_what_is_no_spreadsheet_gets_a_clear_answer(
    name: str, content: bytes, told: str, sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in("alice")
    file = tmp_path / name
    file.write_bytes(content)
    upload(page, file, only_validate=True)
    expect(page.get_by_role("alert").first).to_contain_text(told)
