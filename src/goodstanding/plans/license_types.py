"""A sheet of available licenses and what is on the list already -> a plan."""

from __future__ import annotations

from datetime import date

import polars as pl

from goodstanding.formats.table import ROW
from goodstanding.plans.plan import Plan, assign_outcomes, differs, resolve_texts, resolve_value
from goodstanding.plans.reference import Reference
from goodstanding.plans.rules.license_types import LICENSE_TYPE_RULES
from goodstanding.plans.rules.repeats import repeated_rows
from goodstanding.plans.rules.rule import find_problems
from goodstanding.sheets.normalize import Entries

FIELDS = (
    "code",
    "professional_role",
    "state",
    "name",
    "board",
    "renewal_months",
    "hours_required",
    "number_format",
    "aliases",
    "expires",
    "retired",
    "as_of",
)
TEXTS = ("professional_role", "state", "name", "board", "number_format", "aliases")


def plan_license_types(entries: Entries, reference: Reference, today: date) -> Plan:
    """Match every row by License ID; apply the rules; decide."""
    before = reference.license_types.with_columns(code_key=pl.col("code").str.to_lowercase())
    kept = {"id": "target_id", "version": "target_version", "code_key": "code_key"}
    before = before.rename({name: kept.get(name, f"before_{name}") for name in before.columns})
    matched = entries.frame.with_columns(code_key=pl.col("code").str.to_lowercase()).join(
        before, on="code_key", how="left", maintain_order="left"
    )
    settled = matched.with_columns(
        *resolve_texts(matched, TEXTS),
        resolve_value("renewal_months"),
        resolve_value("hours_required"),
        resolve_value("as_of"),
        resolve_value("expires", new=pl.lit(value=True)),
        resolve_value("retired", new=pl.lit(value=False)),
        after_code=pl.coalesce("before_code", "code"),
    )
    resolved = settled.with_columns(
        differs(FIELDS), _name_taken(settled, reference), action=pl.lit(None, pl.String)
    )
    problems = pl.concat(
        [
            entries.problems,
            find_problems(resolved, LICENSE_TYPE_RULES, entries.headings),
            repeated_rows(resolved, ["code_key"], entries.headings["code"], "the same License ID"),
            repeated_rows(
                resolved.filter(pl.col("after_name") != ""),
                ["after_professional_role", "after_state", "after_name"],
                entries.headings["name"],
                "the same license of the same role and state",
            ),
        ]
    )
    decided = assign_outcomes(resolved, problems)
    shown = decided.select(
        ROW,
        "outcome",
        "target_id",
        "target_version",
        pl.coalesce("after_code", "text_code", pl.lit("")).alias("subject"),
        pl.format("{} {}", "after_name", "after_state").str.strip_chars().alias("detail"),
        *(f"before_{field}" for field in FIELDS),
        *(f"after_{field}" for field in FIELDS),
    )
    return Plan("license-types", FIELDS, shown, problems)


def _name_taken(settled: pl.DataFrame, reference: Reference) -> pl.Series:
    """Whether another License ID on the list has the role, state and name already."""
    names = ["professional_role", "state", "name"]
    taken = reference.license_types.select(
        *(pl.col(name).alias(f"after_{name}") for name in names), taken_by="id"
    )
    found = settled.join(
        taken, on=[f"after_{name}" for name in names], how="left", maintain_order="left"
    )
    other = pl.col("taken_by").is_not_null() & ~pl.col("taken_by").eq_missing(pl.col("target_id"))
    return found.select(name_taken=other)["name_taken"]
