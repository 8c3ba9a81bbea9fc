"""A sheet of users and who is there already -> a plan."""

from __future__ import annotations

from datetime import date

import polars as pl

from goodstanding.formats.table import ROW
from goodstanding.plans.plan import Plan, assign_outcomes, differs, resolve_texts, resolve_value
from goodstanding.plans.reference import Reference
from goodstanding.plans.rules.repeats import repeated_rows
from goodstanding.plans.rules.rule import find_problems
from goodstanding.plans.rules.users import USER_RULES
from goodstanding.sheets.normalize import Entries
from goodstanding.sheets.values.choices import suggestions
from goodstanding.sheets.values.identifiers import username_key

FIELDS = (
    "username",
    "first_name",
    "last_name",
    "email",
    "job_title",
    "unit",
    "role",
    "is_active",
)
TEXTS = ("first_name", "last_name", "email", "job_title")


def plan_learners(entries: Entries, reference: Reference, today: date) -> Plan:
    """Match every row by username; apply the rules; decide."""
    matched = _match_users(_match_units(entries.frame, reference), reference)
    resolved = matched.with_columns(
        *resolve_texts(matched, TEXTS),
        resolve_value("role", new=pl.lit("learner")),
        resolve_value("is_active", new=pl.lit(value=True)),
        # The spelling of a username in capitals or not is left as it is on record.
        after_username=pl.coalesce("before_username", "username"),
        after_unit=pl.coalesce("unit_full_name", "before_unit"),
        after_unit_id=pl.coalesce("unit_id", "before_unit_id"),
        after_may_import=pl.col("before_may_import").fill_null(value=False),
    ).with_columns(
        differs(FIELDS),
        action=pl.lit(None, pl.String),
        is_actor=pl.col("target_id") == pl.lit(reference.acting_user_id, pl.Int64),
    )
    problems = pl.concat(
        [
            entries.problems,
            find_problems(resolved, USER_RULES, entries.headings),
            repeated_rows(
                resolved, ["username_key"], entries.headings["username"], "the same user"
            ),
        ]
    )
    decided = assign_outcomes(resolved, problems)
    shown = decided.select(
        ROW,
        "outcome",
        "target_id",
        "target_version",
        "after_unit_id",
        "after_may_import",
        pl.coalesce("after_username", "text_username", pl.lit("")).alias("subject"),
        pl.format("{} {}", "after_first_name", "after_last_name").alias("detail"),
        *(f"before_{field}" for field in FIELDS),
        *(f"after_{field}" for field in FIELDS),
    )
    return Plan("learners", FIELDS, shown, problems)


def _match_users(frame: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    units = reference.units.select(pl.col("id").alias("unit_id"), unit="full_name")
    before = (
        reference.users.join(units, on="unit_id", how="left")
        .rename({"id": "target_id", "version": "target_version"})
        .with_columns(username_key=username_key(pl.col("username")))
    )
    kept = {"target_id", "target_version", "username_key"}
    before = before.rename({name: f"before_{name}" for name in before.columns if name not in kept})
    keyed = frame.with_columns(username_key=username_key(pl.col("username")))
    return keyed.join(before, on="username_key", how="left", maintain_order="left")


def _match_units(frame: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Add ``unit_id``, ``unit_full_name``, ``units_found`` and ``unit_suggestion``."""
    # The full name goes first: one unit may be called like a part of another's.
    names = pl.concat(
        [
            reference.units.select("id", "full_name", _unit_key(column), rank=pl.lit(rank))
            for rank, column in enumerate(("full_name", "name"))
        ]
    ).filter(pl.col("rank") == pl.col("rank").min().over("unit_key"))
    found = names.group_by("unit_key").agg(
        pl.len().alias("units_found"),
        pl.col("id").first().alias("unit_id"),
        pl.col("full_name").first().alias("unit_full_name"),
    )
    one = pl.col("units_found") == 1
    matched = (
        frame.with_columns(_unit_key("unit"))
        .join(found, on="unit_key", how="left", maintain_order="left")
        .with_columns(
            pl.col("units_found").fill_null(0),
            unit_id=pl.when(one).then("unit_id"),
            unit_full_name=pl.when(one).then("unit_full_name"),
        )
    )
    unknown = matched.filter(pl.col("units_found") == 0)["unit"].drop_nulls().unique().head(500)
    near = suggestions(unknown, reference.units["full_name"].to_list())
    return matched.join(
        near.rename({"text": "unit", "suggestion": "unit_suggestion"}),
        on="unit",
        how="left",
        maintain_order="left",
    )


def _unit_key(column: str) -> pl.Expr:
    """What makes two names of units the same, however the parts are set apart."""
    name = pl.col(column).str.to_lowercase().str.replace_all(r"\s+", " ")
    return name.str.replace_all(r" ?[/>] ?", " / ").alias("unit_key")
