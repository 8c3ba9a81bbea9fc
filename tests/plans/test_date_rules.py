"""The rules about the dates of a license; today is November 22, 2026."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.plans.rules.dates import (
    already_expired,
    calendar_1904,
    expiration_missing,
    expiration_shortened,
    expires_and_does_not,
    expires_before_issued,
    far_expiration,
    issued_in_future,
    more_recent_on_record,
    year_1930,
)
from tests.plans.cases import Bad, Good, check_bad, check_good, name_of
from tests.plans.make import WORLD, make_reference, planned

HELD = {"Username": "dora", "License ID": "RN-TX"}
NEW = {"Username": "dora", "License ID": "RN-OH"}
ISSUE, EXPIRY, NEVER = "Issue Date", "Expiration Date", "Does Not Expire"

BAD = [
    Bad(
        expires_before_issued,
        NEW | {ISSUE: "05/01/2026", EXPIRY: "04/30/2026"},
        EXPIRY,
        "04/30/2026",
        "The license would expire on April 30, 2026, before it was issued on May 1, 2026.",
    ),
    # The file gives one of the dates, the record the other.
    Bad(
        expires_before_issued,
        HELD | {EXPIRY: "01/14/2025"},
        EXPIRY,
        "01/14/2025",
        "The license would expire on January 14, 2025, before it was issued on January 15, 2025.",
    ),
    Bad(
        expires_before_issued,
        HELD | {ISSUE: "02/01/2035"},
        EXPIRY,
        None,
        "The license would expire on January 31, 2035, before it was issued on February 1, 2035.",
    ),
    Bad(
        expires_and_does_not,
        NEW | {EXPIRY: "01/31/2030", NEVER: "Yes"},
        NEVER,
        "Yes",
        "The row has an expiration date, but the license is marked as not expiring.",
    ),
    Bad(
        issued_in_future,
        NEW | {ISSUE: "11/23/2026", EXPIRY: "01/31/2030"},
        ISSUE,
        "11/23/2026",
        "The issue date, November 23, 2026, is in the future.",
    ),
    Bad(
        already_expired,
        NEW | {EXPIRY: "11/21/2026"},
        EXPIRY,
        "11/21/2026",
        "The license expired on November 21, 2026.",
    ),
    Bad(
        far_expiration,
        NEW | {EXPIRY: "11/22/2051"},
        EXPIRY,
        "11/22/2051",
        "The license would be good until November 22, 2051.",
    ),
    Bad(
        year_1930,
        NEW | {EXPIRY: "01/31/1930"},
        EXPIRY,
        "01/31/1930",
        "The license would have expired in 1930.",
        "01/31/2030",
    ),
    Bad(
        year_1930,
        NEW | {EXPIRY: "02/29/1932"},
        EXPIRY,
        "02/29/1932",
        "The license would have expired in 1932.",
        "02/29/2032",
    ),
    Bad(
        expiration_shortened,
        HELD | {EXPIRY: "01/30/2035"},
        EXPIRY,
        "01/30/2035",
        "On record, the license expires on January 31, 2035.",
    ),
    Bad(
        expiration_shortened,
        {"Username": "fay", "License ID": "GENERAL", EXPIRY: "01/30/2035"},
        EXPIRY,
        "01/30/2035",
        "On record, the license does not expire.",
    ),
    Bad(
        calendar_1904,
        HELD | {EXPIRY: "02/01/2039"},
        EXPIRY,
        "02/01/2039",
        "The date on record is January 31, 2035: exactly 1,462 days different, the offset "
        "between Excel's 1900 and 1904 date systems.",
        "01/31/2035",
    ),
    Bad(
        expiration_missing,
        NEW | {ISSUE: "01/15/2026"},
        EXPIRY,
        None,
        "The license would be added without an expiration date.",
    ),
]

GOOD = [
    # A license may be good for one day.
    Good(expires_before_issued, NEW | {ISSUE: "05/01/2026", EXPIRY: "05/01/2026"}),
    Good(expires_before_issued, NEW | {EXPIRY: "05/01/2026"}),
    Good(expires_before_issued, HELD | {ISSUE: "02/01/2035", EXPIRY: "CLEAR"}),
    Good(expires_and_does_not, NEW | {EXPIRY: "never", NEVER: "Yes"}),
    Good(expires_and_does_not, NEW | {EXPIRY: "01/31/2030", NEVER: "No"}),
    # A date says that a license expires after all.
    Good(expires_and_does_not, {"Username": "fay", "License ID": "GENERAL", EXPIRY: "01/31/2030"}),
    Good(issued_in_future, NEW | {ISSUE: "11/22/2026"}),
    # A license is good through its last day.
    Good(already_expired, NEW | {EXPIRY: "11/22/2026"}),
    Good(far_expiration, NEW | {EXPIRY: "11/21/2051"}),
    Good(year_1930, NEW | {EXPIRY: "12/31/1925"}),
    Good(year_1930, NEW | {EXPIRY: "01/01/1950"}),
    Good(expiration_shortened, HELD | {EXPIRY: "01/31/2035"}),
    Good(expiration_shortened, HELD | {EXPIRY: "02/01/2035"}),
    Good(expiration_shortened, HELD),
    # Renewed for four years.
    Good(calendar_1904, HELD | {EXPIRY: "01/31/2039"}),
    Good(calendar_1904, NEW | {EXPIRY: "02/01/2039"}),
    Good(expiration_missing, NEW | {EXPIRY: "01/31/2030"}),
    Good(expiration_missing, NEW | {NEVER: "Yes"}),
    Good(expiration_missing, NEW | {EXPIRY: "never"}),
    Good(expiration_missing, {"Username": "dora", "License ID": "GENERAL"}),
    Good(expiration_missing, HELD),
    # What cannot be read is not missing.
    Good(expiration_missing, NEW | {EXPIRY: "soon"}),
    Good(expiration_missing, NEW | {"Action": "Delete"}),
]


@pytest.mark.parametrize("case", BAD, ids=name_of)
def test_bad_rows_are_named(case: Bad) -> None:
    check_bad(case, "licenses")


@pytest.mark.parametrize("case", GOOD, ids=name_of)
def test_good_rows_are_left_alone(case: Good) -> None:
    check_good(case, "licenses")


def test_an_expired_date_that_is_on_record_already_is_no_news() -> None:
    held = [WORLD["held"][0] | {"issued_on": None, "expires_on": date(2020, 1, 31)}]
    case = Good(already_expired, HELD | {EXPIRY: "01/31/2020"})
    check_good(case, "licenses", make_reference(held=held))


def test_one_date_of_several_that_has_moved_is_a_renewal() -> None:
    rows = [
        HELD | {EXPIRY: "02/01/2039"},
        {"Username": "dora", "License ID": "BLS", EXPIRY: "06/30/2029"},
    ]
    assert "dates-off-by-1462-days" not in planned(*rows).problems["code"].to_list()


NEWER_BAD = [
    Bad(
        more_recent_on_record,
        HELD | {EXPIRY: "01/30/2035"},
        EXPIRY,
        "01/30/2035",
        "On record, the license expires on January 31, 2035, so it is kept.",
    ),
    Bad(
        more_recent_on_record,
        {"Username": "fay", "License ID": "GENERAL", EXPIRY: "01/30/2035"},
        EXPIRY,
        "01/30/2035",
        "On record, the license does not expire, so it is kept.",
    ),
]
NEWER_GOOD = [
    Good(more_recent_on_record, HELD | {EXPIRY: "01/31/2035"}),
    Good(more_recent_on_record, HELD | {EXPIRY: "02/01/2035"}),
    Good(more_recent_on_record, HELD | {"Notes": "no date"}),
    Good(more_recent_on_record, NEW | {EXPIRY: "01/30/2035"}),
    Good(expiration_shortened, HELD | {EXPIRY: "01/30/2035"}),
]


@pytest.mark.parametrize("case", NEWER_BAD, ids=name_of)
def test_what_is_more_recent_on_record_is_kept(case: Bad) -> None:
    check_bad(case, "licenses", only_newer=True)
    assert planned(case.row, only_newer=True).counts()["kept"] == 1
    assert planned(case.row).counts()["kept"] == 0


@pytest.mark.parametrize("case", NEWER_GOOD, ids=name_of)
def test_what_is_not_more_recent_is_imported(case: Good) -> None:
    check_good(case, "licenses", only_newer=True)
