"""Rules about the users of a Users Spreadsheet."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.rules.learners import username_missing
from goodstanding.plans.rules.rule import Rule, RuleMaker

USABLE = r"^[\p{L}\p{N}._@+\-']+$"


def username_unusual() -> Rule:
    """The new username contains spaces or unusual characters.

    Letters, digits and . _ - @ + make a username that everybody can type. Users who have
    another one already keep it.
    """
    return Rule(
        "username-unusual",
        "error",
        "username",
        pl.col("target_id").is_null() & ~pl.col("username").str.contains(USABLE),
        pl.format("{} contains spaces or unusual characters.", "username"),
        "Use letters, digits and . _ - @ + only.",
    )


def unit_unknown() -> Rule:
    """There is no such unit.

    Write the unit's full name as the Units page shows it. Units are not made by an import.
    """
    return Rule(
        "unit-unknown",
        "error",
        "unit",
        pl.col("unit").is_not_null() & (pl.col("units_found") == 0),
        pl.format("There is no unit {}.", "unit"),
        "Write the unit's full name as the Units page shows it.",
        pl.col("unit_suggestion"),
    )


def unit_ambiguous() -> Rule:
    """Several units have this name.

    Write the full name, with " / " between the parts.
    """
    return Rule(
        "unit-ambiguous",
        "error",
        "unit",
        pl.col("units_found") > 1,
        pl.format('"{}" is the name of {} units.', "unit", "units_found"),
        'Write the full name, with " / " between the parts.',
    )


def email_unusual() -> Rule:
    """The text is no e-mail address.

    An address has one @ and a dot behind it.
    """
    return Rule(
        "email-unreadable",
        "error",
        "email",
        ~pl.col("email").str.contains(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
        pl.format("{} is not an e-mail address.", "email"),
        "Correct the address, or leave the cell blank.",
    )


def name_missing() -> Rule:
    """A new user would have no name.

    Write first name and last name, so that people can find each other.
    """
    return Rule(
        "name-missing",
        "warning",
        "last_name",
        pl.col("target_id").is_null()
        & (pl.col("after_last_name") == "")
        & (pl.col("after_first_name") == ""),
        pl.lit("The new user would have no name."),
        "Write first name and last name.",
    )


def own_role() -> Rule:
    """The row would take the role of administrator from you.

    Nobody can make himself or herself a lesser user, or inactive, because the last
    administrator could lock everybody out. Another administrator can do it.
    """
    return Rule(
        "own-role",
        "error",
        "username",
        pl.col("is_actor")
        & ((pl.col("after_role") != "administrator") | ~pl.col("after_is_active")),
        pl.lit("This is you, and the row would take the role of administrator from you."),
        "Delete the row, or ask another administrator to import it.",
    )


USER_RULES: tuple[RuleMaker, ...] = (
    username_missing,
    username_unusual,
    unit_unknown,
    unit_ambiguous,
    email_unusual,
    name_missing,
    own_role,
)
