"""Rules about the entries of an Available Licenses Spreadsheet."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.rules.rule import Rule, RuleMaker


def code_missing() -> Rule:
    """The row has no License ID.

    The License ID tells one license from another. Make one up that will never change.
    """
    return Rule(
        "license-id-missing",
        "error",
        "code",
        pl.col("text_code").is_null(),
        pl.lit("The row has no License ID."),
        "Write a short name that will never change, such as RN-TX.",
    )


def type_name_missing() -> Rule:
    """The license would have no name.

    Write the license's name under License/Certification.
    """
    return Rule(
        "license-name-missing",
        "error",
        "name",
        (pl.col("after_name") == "") & pl.col("text_code").is_not_null(),
        pl.lit("The license would have no name."),
        "Write the name under License/Certification.",
    )


def role_missing() -> Rule:
    """The license would belong to no professional role.

    People find a license by role, then state, then name. Write the role, such as Nursing.
    """
    return Rule(
        "professional-role-missing",
        "error",
        "professional_role",
        (pl.col("after_professional_role") == "") & pl.col("text_code").is_not_null(),
        pl.lit("The license would belong to no professional role."),
        "Write the role, such as Nursing.",
    )


def name_taken() -> Rule:
    """Another License ID has the same role, state and name.

    Two entries that look alike cannot be told apart. Correct the License ID, or use another
    name.
    """
    return Rule(
        "license-name-taken",
        "error",
        "name",
        pl.col("name_taken"),
        pl.format("Another License ID already has the name {}.", "after_name"),
        "Correct the License ID, or use another name.",
    )


def format_unreadable() -> Rule:
    """The number format is no regular expression.

    Parentheses or brackets are probably not closed.
    """
    return Rule(
        "number-format-unreadable",
        "error",
        "number_format",
        pl.lit("0").str.contains(pl.col("number_format"), strict=False).is_null()
        & pl.col("number_format").is_not_null(),
        pl.format("{} is not a regular expression.", "number_format"),
        "Close its parentheses and brackets, or leave the cell blank.",
    )


def months_whole() -> Rule:
    """The renewal period is not a whole number of months.

    Boards count in months or years; half a month is most likely a slip. Write a whole number.
    """
    return Rule(
        "months-not-whole",
        "error",
        "renewal_months",
        pl.col("renewal_months") != pl.col("renewal_months").round(0),
        pl.format("{} is not a whole number of months.", "text_renewal_months"),
        "Write a whole number, such as 24.",
    )


LICENSE_TYPE_RULES: tuple[RuleMaker, ...] = (
    code_missing,
    type_name_missing,
    role_missing,
    name_taken,
    format_unreadable,
    months_whole,
)
