"""Rules about the person that a row speaks of."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.rules.rule import Rule, RuleMaker
from goodstanding.sheets.values.text import key


def username_missing() -> Rule:
    """The row names nobody.

    Every row needs a username, because it is what tells one learner from another. Write the
    learner's username into the cell, or delete the row.
    """
    return Rule(
        "username-missing",
        "error",
        "username",
        pl.col("text_username").is_null(),
        pl.lit("The row has no username."),
        "Write the learner's username, or delete the row.",
    )


def learner_unknown() -> Rule:
    """There is no such learner among yours.

    The username does not belong to any learner whose licenses you may change. It may be
    misspelled, or the learner may belong to another unit. Where an e-mail address or a whole
    name stands in its place, and one learner of yours has it, that learner's username is
    suggested. Compare it with the Users tab.
    """
    return Rule(
        "learner-unknown",
        "error",
        "username",
        pl.col("user_id").is_null() & pl.col("username").is_not_null(),
        pl.format("{} is not the username of one of your learners.", "username"),
        "Correct the username as it stands in the Users tab.",
        pl.col("username_suggestion"),
    )


def learner_inactive() -> Rule:
    """The learner is inactive.

    The row can be imported, but lists leave inactive learners out unless they are asked for.
    Check that the right person is meant.
    """
    return Rule(
        "learner-inactive",
        "warning",
        "username",
        ~pl.col("learner_is_active"),
        pl.format("{} is inactive.", "learner_username"),
        "Check that the right learner is meant.",
    )


def name_differs() -> Rule:
    """The last name in the file is not the learner's.

    The username decides who is meant. A different last name may be a maiden name, or the sign
    that the wrong username stands in the row. Compare both before you import.
    """
    return Rule(
        "name-differs",
        "warning",
        "last_name",
        pl.col("last_name") != pl.col("learner_last_name"),
        pl.format(
            "{} is the last name in the file, but {} is {} {}.",
            "last_name",
            "learner_username",
            "learner_first_name",
            "learner_last_name",
        ),
        "Check that the username is the right one.",
        pl.col("learner_last_name"),
        surely=key(pl.col("last_name")) != key(pl.col("learner_last_name")),
    )


LEARNER_RULES: tuple[RuleMaker, ...] = (
    username_missing,
    learner_unknown,
    learner_inactive,
    name_differs,
)
