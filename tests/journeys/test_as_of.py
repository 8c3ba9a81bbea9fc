"""Another day, in a real browser: what was on record, and who will be licensed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]


def test_the_list_and_a_person_on_another_day(served: Served, sign_in: SignIn) -> None:
    page = sign_in("alice")
    yesterday, today = localdate() - timedelta(days=1), localdate()
    page.get_by_label("As on record on").fill(str(yesterday))
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("This is what was on record at the end of")).to_be_visible()
    # The demonstration was loaded today; yesterday nothing was known.
    expect(page.get_by_text("No license meets all of these filters.")).to_be_visible()
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_role("table")).to_be_visible()

    page.get_by_label("As of").fill(str(today + timedelta(days=36_000)))
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("This is where the licenses that are on record today")).to_be_visible()
    expect(page.get_by_role("link", name="0 Expiring")).to_be_visible()

    page.goto(f"{served.address}/users/licenses/?text=dora")
    page.get_by_role("rowheader").first.get_by_role("link").click()
    page.get_by_text("See another day").click()
    page.get_by_label("As of").fill(str(yesterday))
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("This is where the licenses that are on record today")).to_be_visible()
    expect(page.get_by_role("link", name="Add license")).to_have_count(0)
