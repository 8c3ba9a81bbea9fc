"""The rules about the person that a row of a licenses sheet speaks of."""

from __future__ import annotations

import pytest

from goodstanding.plans.rules.learners import (
    learner_inactive,
    learner_unknown,
    name_differs,
    username_missing,
)
from tests.plans.cases import Bad, Good, check_bad, check_good, name_of

RN = {"License ID": "RN-TX", "Expiration Date": "01/31/2040"}

BAD = [
    Bad(username_missing, RN, "Username", None, "The row has no username."),
    Bad(
        learner_unknown,
        RN | {"Username": "dorra"},
        "Username",
        "dorra",
        "dorra is not the username of one of your learners.",
        "dora",
    ),
    Bad(
        learner_unknown,
        RN | {"Username": "zzz"},
        "Username",
        "zzz",
        "zzz is not the username of one of your learners.",
    ),
    Bad(learner_inactive, RN | {"Username": "erik"}, "Username", "erik", "Erik is inactive."),
    Bad(
        name_differs,
        RN | {"Username": "dora", "Last Name": "Moreau"},
        "Last Name",
        "Moreau",
        "Moreau is the last name in the file, but dora is Dora Lind.",
        "Lind",
    ),
]

GOOD = [
    Good(username_missing, RN | {"Username": "dora"}),
    # What is unreadable is not missing, and not unknown.
    Good(username_missing, RN | {"Username": "#N/A"}),
    Good(learner_unknown, RN | {"Username": "#N/A"}),
    Good(learner_unknown, RN),
    Good(learner_unknown, RN | {"Username": "DORA"}),
    Good(learner_unknown, RN | {"Username": "erik"}),
    Good(learner_inactive, RN | {"Username": "dora"}),
    Good(learner_inactive, RN | {"Username": "nobody"}),
    Good(name_differs, RN | {"Username": "dora", "Last Name": "LIND"}),
    Good(name_differs, RN | {"Username": "fay", "Last Name": "Novak"}),
    Good(name_differs, RN | {"Username": "dora"}),
    Good(name_differs, RN | {"Username": "nobody", "Last Name": "Moreau"}),
]


@pytest.mark.parametrize("case", BAD, ids=name_of)
def test_bad_rows_are_named(case: Bad) -> None:
    check_bad(case, "licenses")


@pytest.mark.parametrize("case", GOOD, ids=name_of)
def test_good_rows_are_left_alone(case: Good) -> None:
    check_good(case, "licenses")
