"""Headings in any order, spelling and case: the plan is the same, to the last digit."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from goodstanding.plans.licenses import plan_licenses
from goodstanding.sheets.licenses import LICENSES
from tests.plans.make import make_reference
from tests.sheets.make import TODAY, entries

ROWS = [
    {"username": "dora", "license_code": "RN-TX", "number": "00-12345", "expires_on": "01/31/2037",
     "hours_required": "20", "verified_on": "02/13/2026", "notes": "seen", "status": "Active",
     "multistate": "Yes", "last_name": "Lind", "first_name": "Dora"},
    {"username": "fay", "license_name": "Registered Nurse", "state": "Ohio", "number": "A9",
     "issued_on": "01/15/2025", "professional_role": "Nursing", "verified_by": "J. Park",
     "verification_method": "Nursys", "does_not_expire": "No", "action": "Add"},
    {"username": "nobody", "license_code": "BLS", "expires_on": "06/31/2037"},
]  # fmt: skip
FIELDS = [column.field for column in LICENSES.columns]
REFERENCE = make_reference()
DECORATED = st.sampled_from(
    ["{}", " {} ", "{}*", "{} (required)", "{}:", "\u00a0{}", "\ufeff{}", "{} (optional)", "{}\n"]
)
CASES = st.sampled_from([str, str.upper, str.lower, str.title, lambda text: text.replace(" ", "_")])


def plan_of(order: list[str], headings: dict[str, str]) -> pl.DataFrame:
    table = [[headings[field] for field in order]]
    table += [[row.get(field) for field in order] for row in ROWS]  # type: ignore[misc]
    plan = plan_licenses(entries(table), REFERENCE, TODAY)
    assert plan.counts()["read"] == len(ROWS)
    return plan.frame


EXPECTED = plan_of(FIELDS, {column.field: column.heading for column in LICENSES.columns})


@st.composite
def spelled(draw: st.DrawFn) -> dict[str, str]:
    """A heading for each field: one of its spellings, in some case, with something about it."""
    return {
        column.field: draw(DECORATED).format(
            draw(CASES)(draw(st.sampled_from((column.heading, *column.synonyms))))
        )
        for column in LICENSES.columns
    }


@pytest.mark.slow
@given(st.permutations(FIELDS), spelled())
@settings(max_examples=150, deadline=None)
def test_every_order_and_spelling_gives_the_same_plan(
    order: list[str], headings: dict[str, str]
) -> None:
    assert_frame_equal(plan_of(order, headings), EXPECTED)
