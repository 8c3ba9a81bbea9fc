"""Whatever licenses there are: exported and imported unchanged, there is nothing to import."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.licenses.models import Status
from goodstanding.licenses.queries import LicenseFilter
from goodstanding.people.actor import Actor
from goodstanding.refusals import Refusal
from tests.cast import Organization, make_license
from tests.exports.make import imported_again
from tests.exports.whole import licenses_file

TEXT = st.text(
    st.sampled_from("aZ09 é漢,;\t|\n\"'=+-@#_/.<&😀\u00a0"), max_size=12
).map(str.strip)  # fmt: skip
DAYS = st.dates(date(1960, 1, 1), date(2099, 12, 31))
LICENSES = st.lists(
    st.fixed_dictionaries(
        {"number": TEXT},
        optional={
            "issued_on": st.none() | DAYS,
            "expires_on": st.none() | DAYS,
            "status": st.sampled_from(Status.values),
            "multistate": st.booleans(),
            "hours_required": st.none() | st.decimals(0, 500, places=2),
            "verified_on": st.none() | DAYS,
            "verified_by": TEXT,
            "verification_method": TEXT,
            "notes": TEXT,
        },
    ),
    min_size=1,
    max_size=5,
)
Licenses = list[dict[str, Any]]


@pytest.mark.slow
@pytest.mark.parametrize("fmt", ["txt", "xml", "xlsx"])
@given(licenses=LICENSES)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_export_imports_as_nothing_to_change(
    organization: Organization, fmt: str, licenses: Licenses
) -> None:
    alice = Actor(organization.alice, "web")
    with transaction.atomic():
        for values in licenses:
            try:
                with transaction.atomic():
                    make_license(organization.dora, organization.rn_ohio, alice, **values)
            except Refusal:
                continue  # the same number twice, say: what may not be held is not exported
        file = licenses_file(alice, LicenseFilter(learners="all"), fmt)
        counts = imported_again(file, "licenses", organization.alice).counts
        assert counts["read"] >= 3
        assert (counts["same"], counts["errors"]) == (counts["read"], 0), counts
        transaction.set_rollback(True)  # the next example begins with what there was
