"""Which learner each row of a sheet means, and whom an unknown username may mean."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.reference import Reference
from goodstanding.plans.row_lookup import find_rows
from goodstanding.sheets.dictionary_encoded import decode
from goodstanding.sheets.normalize import Entries
from goodstanding.sheets.values.choices import suggestions
from goodstanding.sheets.values.identifiers import username_key
from goodstanding.sheets.values.text import key

MOST_UNKNOWN = 500
"""For so many unknown usernames, somebody is suggested."""


def match_learners(entries: Entries, reference: Reference) -> tuple[pl.Series, pl.DataFrame]:
    """The place of each row's learner (null: unknown), and what unknown usernames may mean:
    ``unknown``, ``username_suggestion``.
    """
    names, at = entries.texts("username")
    same = username_key(pl.col("username"))
    learner_at = find_rows(
        names.alias("username").to_frame().select(same), reference.learners.select(same)
    )
    unknown = names.filter(learner_at.is_null()).drop_nulls().unique().alias("username")
    return decode(learner_at, at), _usernames_meant(unknown.to_frame().sort(same), reference)


def _usernames_meant(unknown: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """For unknown usernames ``username_suggestion``: whose e-mail address or whole name stands in
    the place of the username, if that is one person's only; else a username that is near.
    """
    people = reference.people
    first, last = pl.col("first_name"), pl.col("last_name")
    keys = (pl.col("email"), pl.concat_str(first, last), pl.concat_str(last, first))
    both = (first != "") & (last != "")
    known = [
        people.filter(pl.col("email") != "" if number == 0 else both).select(
            name_key=key(each), named="username"
        )
        for number, each in enumerate(keys)
    ]
    ones = (
        pl.concat(known)
        .unique()
        .group_by("name_key")
        .agg(pl.len().alias("people"), pl.col("named").first())
        .filter(pl.col("people") == 1, pl.col("name_key") != "")
        .drop("people")
    )
    near = suggestions(unknown["username"].head(MOST_UNKNOWN), reference.usernames)
    return (
        unknown.with_columns(name_key=key(pl.col("username")))
        .join(ones, on="name_key", how="left")
        .join(near, left_on="username", right_on="text", how="left")
        .select(unknown="username", username_suggestion=pl.coalesce("named", "suggestion"))
    )
