"""Rules about what an undo would put back, and about what it has to leave as it is."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.rules.rule import Rule, RuleMaker

FIELD = "undone"
"""What an undo's problems point at is the record, not a column of a file."""


def edited_since() -> Rule:
    """Somebody edited or deleted the record after the import.

    An undo does not take back what people have done since. The record stays as it is; change it
    by hand if it should be put back all the same.
    """
    return Rule(
        "edited-since",
        "note",
        FIELD,
        pl.col("outcome") == "kept",
        pl.format(
            "{} by {} on {}, after the import; it stays as it is.",
            pl.when("is_there").then(pl.lit("Edited")).otherwise(pl.lit("Deleted")),
            "editor",
            "edited_on",
        ),
        "Look at it, and change it by hand if it should be put back all the same.",
    )


def not_yours() -> Rule:
    """The learner is not among yours (any more).

    Nobody can change, or take back, what concerns a learner outside his or her units.
    """
    return Rule(
        "learner-unknown",
        "error",
        FIELD,
        pl.col("reason") == "outside",
        pl.format("{} is not the username of one of your learners.", "named"),
        "Leave the row out, or ask an administrator to undo the import.",
    )


def exists_again() -> Rule:
    """There is another record by now that is the same thing.

    It was added after the import, so this one cannot be put back beside it.
    """
    return Rule(
        "exists-again",
        "error",
        FIELD,
        pl.col("reason") == "exists-again",
        pl.lit("It cannot be put back, because the same was added again after the import."),
        "Delete or rename the one that was added since, or leave the row out.",
    )


def still_in_use() -> Rule:
    """Something depends on what the import added.

    A user who holds licenses, supervises units, has imported files or can sign in cannot be
    deleted, and neither can an available license that learners hold.
    """
    return Rule(
        "still-in-use",
        "error",
        FIELD,
        pl.col("reason") == "in-use",
        pl.lit("It was added by the import, and is in use by now, so it cannot be deleted."),
        "Make the user inactive, or retire the available license; leave the row out here.",
    )


def nothing_to_go_by() -> Rule:
    """Something that the record needs is gone, or its state before the import is not on record.

    A license needs its entry on the list of available licenses, a user the unit of before.
    """
    return Rule(
        "cannot-put-back",
        "error",
        FIELD,
        pl.col("reason") == "missing",
        pl.when(pl.col("missing").is_null())
        .then(pl.lit("What it was before the import is not on record."))
        .otherwise(pl.format("The {} that it had before the import is gone.", "missing")),
        "Change it by hand, or leave the row out.",
    )


def undo_own_role() -> Rule:
    """The undo would take the role of administrator from you, or delete you.

    The last administrator could lock everybody out. Another administrator can do it.
    """
    return Rule(
        "own-role",
        "error",
        FIELD,
        pl.col("reason") == "own-role",
        pl.lit("This is you, and the undo would take the role of administrator from you."),
        "Leave the row out, or ask another administrator to undo the import.",
    )


UNDO_RULES: tuple[RuleMaker, ...] = (
    edited_since,
    not_yours,
    exists_again,
    still_in_use,
    nothing_to_go_by,
    undo_own_role,
)
