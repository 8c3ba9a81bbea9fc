"""Rules about the license that a row speaks of."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.rules.dates import LATER_ON_RECORD
from goodstanding.plans.rules.rule import Rule, RuleMaker

NAMED = pl.col("text_license_code").is_not_null() | pl.col("text_license_name").is_not_null()
LOOK_UP = "Look the license up with Export Available Licenses."
NEW = pl.col("license_type_id").is_not_null() & pl.col("target_id").is_null()
WOULD_ADD = NEW & ~pl.col("action").is_in(["update", "delete"]).fill_null(value=False)
WHICH_OF_SEVERAL = (
    pl.col("text_number").is_null() & pl.col("target_id").is_null() & (pl.col("held_count") > 1)
)


def license_missing() -> Rule:
    """The row names no license.

    Write the License ID from Export Available Licenses, or professional role, state and
    license/certification.
    """
    return Rule(
        "license-missing",
        "error",
        "license_code",
        ~NAMED,
        pl.lit("The row does not say which license is meant."),
        "Write the License ID from Export Available Licenses.",
    )


def license_unknown() -> Rule:
    """The license is not on the list of available licenses.

    Neither a License ID nor a name or alias on the list fits what the row says. Look it up
    with Export Available Licenses; an administrator can add licenses to the list.
    """
    return Rule(
        "license-unknown",
        "error",
        "license_code",
        pl.col("text_license_code").is_not_null() & (pl.col("types_found") == 0),
        pl.format("{} is not a License ID on the list of available licenses.", "text_license_code"),
        LOOK_UP,
        pl.col("type_suggestion"),
    )


def license_name_unknown() -> Rule:
    """The license is not on the list of available licenses.

    No name or alias on the list fits what the row says, in this state and role. Look it up
    with Export Available Licenses; an administrator can add licenses to the list.
    """
    return Rule(
        "license-unknown",
        "error",
        "license_name",
        pl.col("text_license_code").is_null() & NAMED & (pl.col("types_found") == 0),
        pl.format(
            "{} is not on the list of available licenses.",
            pl.concat_str(
                "text_license_name",
                pl.format(" ({})", "text_state"),
                pl.format(" for the role {}", "text_professional_role"),
                ignore_nulls=True,
            ),
        ),
        LOOK_UP,
        pl.col("type_suggestion"),
    )


def license_ambiguous() -> Rule:
    """Several licenses on the list fit.

    The name belongs to licenses of several states or roles. Write the License ID, or fill in
    the state and the professional role.
    """
    return Rule(
        "license-ambiguous",
        "error",
        "license_name",
        pl.col("types_found") > 1,
        pl.format(
            '"{}" is the name of {} licenses on the list.', "text_license_name", "types_found"
        ),
        "Write the License ID, or fill in the state and the professional role.",
    )


def license_disagrees() -> Rule:
    """License ID and state or name in the row do not belong together.

    The License ID decides. Check that it is the right one.
    """
    return Rule(
        "license-disagrees",
        "warning",
        "license_code",
        pl.col("type_disagrees"),
        pl.format(
            "{} is {}, but the row says {}.",
            "type_code",
            _name_and_state("type_name", "type_state"),
            _name_and_state("text_license_name", "text_state"),
        ),
        "Check that the License ID is the right one. The license is chosen by it.",
    )


def _name_and_state(name: str, state: str) -> pl.Expr:
    parts = [pl.when(pl.col(part) != "").then(pl.col(part)) for part in (name, state)]
    return pl.concat_str(parts, separator=", ", ignore_nulls=True)


def license_retired() -> Rule:
    """The license is retired.

    Licenses of this type that learners hold already can be changed, but no new ones can be
    added. Choose the one that replaced it.
    """
    return Rule(
        "license-retired",
        "error",
        "license_code",
        WOULD_ADD & pl.col("type_retired"),
        pl.format("{} is retired, so it cannot be assigned any more.", "type_name"),
        "Choose the license that replaced it.",
    )


def number_needed() -> Rule:
    """The learner holds several licenses of this type, and the row does not say which.

    Write the license number of the one that is meant.
    """
    return Rule(
        "number-needed",
        "error",
        "number",
        WHICH_OF_SEVERAL,
        pl.format("The learner holds {} licenses of this type.", "held_count"),
        "Write the number of the license that is meant.",
    )


def second_license() -> Rule:
    """The learner has this license already, under another number.

    The row would add a second one. If the number on record is wrong, correct it by hand, or
    delete that license and add this one. Where the two differ only in the letter O and the
    digit 0, the number on record is suggested.
    """
    return Rule(
        "second-license",
        "warning",
        "number",
        WOULD_ADD & pl.col("number").is_not_null() & (pl.col("held_count") > 0),
        pl.lit(
            "The learner already has this license under another number, so a second one would "
            "be added."
        ),
        "If the number on record is the wrong one, correct it by hand instead.",
        pl.col("number_suggestion"),
    )


def number_alike() -> Rule:
    """Another row has the same number, written differently.

    Both rows would be imported as licenses of their own. If they are one and the same, keep
    the row whose number is written as on the license, and delete the other.
    """
    return Rule(
        "number-alike",
        "warning",
        "number",
        pl.col("alike") & pl.col("license_type_id").is_not_null() & pl.col("user_id").is_not_null(),
        pl.format(
            "Another row has the number {} for this learner, written with other spaces or "
            "punctuation.",
            "text_number",
        ),
        "If both are the same license, delete one of the rows.",
    )


def number_unusual() -> Rule:
    """The number does not look like numbers of this license.

    The list of available licenses says how its numbers are built. Check for missing zeros
    or letters.
    """
    return Rule(
        "number-unusual",
        "warning",
        "number",
        pl.col("number_unusual"),
        pl.format("{} does not match the number format of {}.", "text_number", "type_name"),
        "Check for missing zeros or letters.",
    )


def edited_since_file() -> Rule:
    """Somebody edited the license after the file was saved.

    The file may not know of that, and the import would overwrite it. Where it is not known when
    a file was saved, this is not pointed out.
    """
    day = "%B %-d, %Y"
    return Rule(
        "edited-since-file",
        "warning",
        "username",
        pl.col("differs")
        & pl.col("target_id").is_not_null()
        & (pl.col("before_edited_at") > pl.col("file_saved_at"))
        & ~(LATER_ON_RECORD & pl.col("only_newer")),
        pl.format(
            "{} edited this license on {}, after the file was saved ({}).",
            "before_edited_by",
            pl.col("before_edited_at").dt.strftime(day),
            pl.col("file_saved_at").dt.strftime(day),
        ),
        "Compare the values; the import would overwrite what was edited.",
    )


def add_exists() -> Rule:
    """The row says Add, but the learner has the license, and it differs.

    Write Update, or leave Action blank.
    """
    return Rule(
        "already-held",
        "error",
        "action",
        (pl.col("action") == "add") & pl.col("target_id").is_not_null() & pl.col("differs"),
        pl.lit("The row says Add, but the learner already has this license, with other values."),
        "Write Update, or leave Action blank.",
    )


def update_unknown() -> Rule:
    """The row says Update or Delete, but the learner has no such license.

    Check the license and its number; for a new license, leave Action blank.
    """
    return Rule(
        "not-held",
        "error",
        "action",
        pl.col("action").is_in(["update", "delete"])
        & NEW
        & pl.col("user_id").is_not_null()
        & ~WHICH_OF_SEVERAL,
        pl.format("The row says {}, but the learner has no such license.", "text_action"),
        "Check the license and its number.",
    )


LICENSE_RULES: tuple[RuleMaker, ...] = (
    license_missing,
    license_unknown,
    license_name_unknown,
    license_ambiguous,
    license_disagrees,
    license_retired,
    number_needed,
    second_license,
    number_alike,
    number_unusual,
    edited_since_file,
    add_exists,
    update_unknown,
)
