"""An import to trust, in a real browser: progress, cancel, stale plans, guards, undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from goodstanding.demo.license_types import license_types_rows
from tests.journeys.conftest import Served

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]
HEADER = "Username\tLicense ID\tLicense Number\tExpiration Date\tNotes\n"


def upload(page: Page, served: Served, text: str, where: str = "users/licenses") -> None:
    page.goto(f"{served.address}/{where}/import/")
    page.get_by_label("Choose File").set_input_files(
        {"name": "trust.txt", "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Upload", exact=True).click()


def agree(page: Page) -> None:
    """Say that the warnings were looked at, if there are any."""
    expect(page.get_by_role("heading", name="What this file will do")).to_be_visible()
    box = page.get_by_label("I have looked at the")
    if box.count():
        box.first.check()


def import_it(page: Page) -> None:
    agree(page)
    page.get_by_role("button", name="Import ").first.click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()


def test_work_shows_how_far_it_is_can_be_left_and_cancelled(
    served: Served, sign_in: SignIn
) -> None:
    page = sign_in("alice")
    large = HEADER + "".join(f"nobody{n}\tBLS\tN{n}\t01/31/2037\tx\n" for n in range(90_000))
    upload(page, served, large)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    left = page.url
    # A second one waits for the first, and is called off.
    upload(page, served, HEADER + "dora\tBLS\tT0\t01/31/2037\t\n")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", name="Stopped: nothing was imported")).to_be_visible()
    expect(page.get_by_text("Cancelled by")).to_be_visible()
    page.goto(left)
    expect(page.get_by_role("heading", name="What this file will do")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="Discard").click()


def test_a_plan_out_of_date_shows_what_changed_and_goes_on(served: Served, sign_in: SignIn) -> None:
    page, other = sign_in("alice"), sign_in("bob")
    upload(page, served, HEADER + "dora\tBLS\tT1\t01/31/2037\t\n")
    import_it(page)
    upload(page, served, HEADER + "dora\tBLS\tT1\t\tfirst\ndora\tBLS\tT2\t01/31/2037\t\n")
    expect(page.get_by_role("heading", name="What this file will do")).to_be_visible()
    upload(other, served, HEADER + "dora\tBLS\tT1\t\tquicker\n")
    import_it(other)
    agree(page)
    page.get_by_role("button", name="Import 2 changes").click()
    expect(page.get_by_role("heading", name="What changed since you looked")).to_be_visible()
    drift = page.locator("#section-drift")
    expect(drift).to_contain_text("bob")
    expect(drift).to_contain_text("quicker")
    agree(page)
    page.get_by_role("button", name="Import 2 changes").click()
    expect(page.get_by_text("1 added, 1 changed")).to_be_visible()


def test_the_good_rows_are_imported_by_choice(served: Served, sign_in: SignIn) -> None:
    page = sign_in("alice")
    upload(page, served, HEADER + "dora\tBLS\tT3\t01/31/2037\t\nnobody\tBLS\tT4\t01/31/2037\t\n")
    expect(page.get_by_text("1 row cannot be imported.")).to_be_visible()
    agree(page)
    page.get_by_role("button", name="Import the 1 good row and leave out 1").click()
    expect(page.get_by_text("1 added, 0 changed, 0 deleted")).to_be_visible()


def test_an_unusual_share_is_confirmed_by_typing_and_undone(
    served: Served, sign_in: SignIn
) -> None:
    page = sign_in("alice")
    rows = license_types_rows()
    code = rows[0].index("License ID")
    text = "License ID\tBoard\n" + "".join(f"{row[code]}\tOne Board\n" for row in rows[1:])
    upload(page, served, text, "licenses/available")
    expect(page.get_by_text("That is unusual.")).to_be_visible()
    field = page.get_by_label("That is unusual")
    button = page.get_by_role("button", name="Import ").first
    field.fill("1")
    button.click()
    expect(page.get_by_role("heading", name="What this file will do")).to_be_visible()
    number = field.get_attribute("pattern")
    assert number is not None
    field.fill(number)
    button.click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_label("That is unusual").fill(number)
    page.get_by_role("button", name=f"Put back {number} records").click()
    expect(page.get_by_role("heading", name="Undone")).to_be_visible()


def test_an_undo_keeps_what_was_edited_since(served: Served, sign_in: SignIn) -> None:
    page = sign_in("alice")
    upload(page, served, HEADER + "dora\tBLS\tT5\t01/31/2037\t\ndora\tBLS\tT6\t01/31/2037\t\n")
    import_it(page)
    first = page.url
    upload(page, served, HEADER + "dora\tBLS\tT6\t\tedited since\n")
    import_it(page)
    page.goto(first)
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("1 record will be as before. 1 record will be kept")).to_be_visible()
    page.get_by_role("button", name="Put back 1 record").click()
    expect(page.get_by_role("heading", name="Undone")).to_be_visible()
    page.goto(first)
    expect(page.get_by_text("This import was undone")).to_be_visible()
