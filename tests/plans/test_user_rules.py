"""The rules about the users of a Users Spreadsheet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodstanding.plans.rules.learners import username_missing
from goodstanding.plans.rules.users import (
    email_unusual,
    name_missing,
    own_role,
    unit_ambiguous,
    unit_unknown,
    username_unusual,
)
from tests.plans.cases import Bad, Good, check_bad, check_good, name_of
from tests.plans.make import make_reference

NEW = {"Username": "gil", "Last Name": "Novak"}

BAD = [
    Bad(username_missing, {"Last Name": "Novak"}, "Username", None, "The row has no username."),
    Bad(
        username_unusual,
        NEW | {"Username": "gil novak"},
        "Username",
        "gil novak",
        "gil novak contains spaces or unusual characters.",
    ),
    Bad(
        username_unusual,
        NEW | {"Username": "gil;drop"},
        "Username",
        "gil;drop",
        "gil;drop contains spaces or unusual characters.",
    ),
    Bad(
        unit_unknown,
        NEW | {"Unit": "Riverbend Care / Nort"},
        "Unit",
        "Riverbend Care / Nort",
        "There is no unit Riverbend Care / Nort.",
        "Riverbend Care / North",
    ),
    Bad(
        unit_ambiguous,
        NEW | {"Unit": "night team"},
        "Unit",
        "night team",
        '"night team" is the name of 2 units.',
    ),
    Bad(
        email_unusual,
        NEW | {"E-mail": "gil at example.org"},
        "E-mail",
        "gil at example.org",
        "gil at example.org is not an e-mail address.",
    ),
    Bad(email_unusual, NEW | {"E-mail": "a@b"}, "E-mail", "a@b", "a@b is not an e-mail address."),
    Bad(
        name_missing,
        {"Username": "gil"},
        "Last Name",
        None,
        "The new user would have no name.",
    ),
]

GOOD = [
    Good(username_missing, NEW),
    Good(username_unusual, NEW | {"Username": "gil.o'neil-2@example.org"}),
    Good(username_unusual, NEW | {"Username": "zoë"}),
    # Who has such a name already keeps it.
    Good(username_unusual, {"Username": "Mary Ann", "Last Name": "Osei"}),
    Good(unit_unknown, NEW | {"Unit": "North"}),
    Good(unit_unknown, NEW | {"Unit": "riverbend care/north"}),
    Good(unit_unknown, NEW | {"Unit": "Riverbend Care > South"}),
    Good(unit_unknown, NEW),
    Good(unit_ambiguous, NEW | {"Unit": "Riverbend Care / South / Night Team"}),
    # The root's name is its full name too; that does not make two of it.
    Good(unit_ambiguous, NEW | {"Unit": "Riverbend Care"}),
    Good(email_unusual, NEW | {"E-mail": "gil@mail.example.org"}),
    Good(email_unusual, NEW | {"E-mail": "CLEAR"}),
    Good(name_missing, {"Username": "gil", "First Name": "Gil"}),
    Good(name_missing, {"Username": "DORA"}),
]


OWN_ROLE = Bad(
    own_role,
    {"Username": "DORA", "Role": "Learner"},
    "Username",
    "DORA",
    "This is you, and the row would take the role of administrator from you.",
)
OWN_ROLE_GONE = replace(OWN_ROLE, row={"Username": "DORA", "Role": "Admin", "Active": "No"})
OWN_ROLE_KEPT = Good(own_role, {"Username": "dora", "Role": "Administrator", "Active": "Yes"})


def test_nobody_takes_the_role_of_administrator_from_himself_or_herself() -> None:
    reference = replace(make_reference(), acting_user_id=1)
    check_bad(OWN_ROLE, "learners", reference)
    check_bad(OWN_ROLE_GONE, "learners", reference)
    check_good(OWN_ROLE_KEPT, "learners", reference)
    check_good(Good(own_role, OWN_ROLE.row), "learners")


@pytest.mark.parametrize("case", BAD, ids=name_of)
def test_bad_rows_are_named(case: Bad) -> None:
    check_bad(case, "learners")


@pytest.mark.parametrize("case", GOOD, ids=name_of)
def test_good_rows_are_left_alone(case: Good) -> None:
    check_good(case, "learners")
