"""A file in its owner's own words: asked about, corrected in place, imported, known afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.pictures import take_picture

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]

OWN_WORDS = (
    "List of nurses;;;\n"
    "Badge;Certificate;No.;Valid thru\n"
    "dora;BLS;0088{n}1;03/04/2037\n"
    "alice;Heart Saver Card;0088{n}2;31/06/2037\n"
    "bob;Heart Saver Card;0088{n}3;05/06/2037\n"
)
MEANINGS = {"c0": "Username (needed)", "c1": "License/Certification", "c2": "License Number",
            "c3": "Expiration Date"}  # fmt: skip


def upload(page: Page, served: Served, name: str, text: str) -> None:
    page.goto(f"{served.address}/users/licenses/import/")
    page.get_by_label("Choose File").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Upload", exact=True).click()


def forget_everything(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/users/licenses/import/remembered/")
    while page.get_by_role("button", name="Forget").count():
        page.get_by_role("button", name="Forget").first.click()


@pytest.mark.parametrize("scripted", [True, False], ids=["with scripts", "without scripts"])
def test_a_file_in_other_words_is_asked_about_and_imported(
    served: Served, sign_in: SignIn, tmp_path: Path, scripted: bool
) -> None:
    page = sign_in("alice", java_script_enabled=scripted)
    forget_everything(page, served)
    text = OWN_WORDS.replace("{n}", "1" if scripted else "2")
    upload(page, served, "nurses.csv", text)
    expect(page.get_by_role("heading", name="Needs your help")).to_be_visible()
    page.get_by_label("Row 2").check()
    page.get_by_role("button", name="Check again").click()

    for cell, meaning in MEANINGS.items():
        page.locator(f"[name=column-{cell}]").select_option(label=meaning)
    take_picture(page, "needs-your-help", tmp_path)
    page.get_by_role("button", name="Check again").click()

    # 31/06 tells that the day stands first, even if there is no such day.
    page.get_by_role("link", name="Say what unknown values mean").click()
    page.get_by_label("What Heart Saver Card means").fill("BLS")
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("1 row cannot be imported.")).to_be_visible()

    page.get_by_role("link", name="Fix here").click()
    expect(page.get_by_text("June has 30 days in 2037.")).to_be_visible()
    take_picture(page, "fix-here", tmp_path)
    page.get_by_role("button", name="Yes, use it").click()
    expect(page.get_by_text("No errors found")).to_be_visible()
    expect(page.get_by_text("04/03/2037")).to_be_visible()
    page.get_by_label("I have looked at the").check()
    page.get_by_role("button", name="Import 3 changes").click()
    expect(page.get_by_text("3 added, 0 changed, 0 deleted")).to_be_visible()

    upload(page, served, "nurses.csv", text.replace("31/06", "30/06"))
    expect(page.get_by_text("Everything in this file is already in the system.")).to_be_visible()
    page.goto(f"{served.address}/users/licenses/import/remembered/")
    expect(page.get_by_role("row")).to_have_count(6)


def test_a_row_is_fixed_by_keyboard(served: Served, sign_in: SignIn) -> None:
    page = sign_in("alice")
    forget_everything(page, served)
    upload(
        page,
        served,
        "keys.txt",
        "Username\tLicense ID\tLicense Number\tExpiration Date\n"
        "dora\tBLS\t009901\t02/30/2037\nbob\tBSL\t009902\t01/31/2037\n",
    )
    page.get_by_role("link", name="Fix here").press("Enter")
    expect(page.get_by_role("heading", name="Fix row 2")).to_be_visible()
    page.get_by_label("Expiration Date").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("02/28/2037")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Fix row 3")).to_be_visible()
    page.get_by_label("License ID").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("BLS")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No errors found")).to_be_visible()
