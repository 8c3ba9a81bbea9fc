"""Whom a username that nobody has may mean: the people that can be suggested."""

from __future__ import annotations

import polars as pl

from goodstanding.imports.pull import as_lines, pull_frame
from goodstanding.imports.scope import changeable_sql
from goodstanding.people.actor import Actor
from goodstanding.people.queries import learners_changeable_by
from goodstanding.plans.match_learners import MOST_UNKNOWN
from goodstanding.plans.reference import PERSON_SCHEMA
from goodstanding.sheets.values.identifiers import username_key

EVERYBODY = 20_000
"""Among up to so many people, everybody is compared with an unknown username."""

NEIGHBORS = 25
"""Among more, so many that stand before and behind it by the alphabet: where its first letters are
right, the one that was meant is there, and an index finds them.
"""

_NEAR = f"""
SELECT DISTINCT u.username
FROM unnest(string_to_array(%s, E'\\n')) AS unknown (username), LATERAL (
    (SELECT id, username FROM people_user WHERE lower(username) >= unknown.username
     ORDER BY lower(username) LIMIT {NEIGHBORS})
    UNION ALL
    (SELECT id, username FROM people_user WHERE lower(username) < unknown.username
     ORDER BY lower(username) DESC LIMIT {NEIGHBORS})
) u WHERE """  # noqa: S608 (our own number)


def unknown_usernames(names: pl.Series, learners: pl.DataFrame) -> pl.Series:
    """The first of the names (in small letters) that none of the learners has."""
    held = learners.select(username_key(pl.col("username")).hash()).to_series()
    return names.filter(~names.hash().is_in(held.implode())).unique().sort().head(MOST_UNKNOWN)


def people_to_suggest(unknown: pl.Series, actor: Actor) -> tuple[pl.DataFrame, list[str]]:
    """People by whose names and addresses somebody may be meant, and usernames that may be
    misspelled: of those whose licenses the actor may change, and of no others.

    Of very many people, it is not told by name who is the only one of it.
    """
    nobody = pl.DataFrame(schema=PERSON_SCHEMA)
    if unknown.is_empty():
        return nobody, []
    scope, parameters = changeable_sql(actor, "u.id")
    if learners_changeable_by(actor).order_by()[: EVERYBODY + 1].count() > EVERYBODY:
        near = pull_frame({"username": pl.String}, _NEAR + scope, [as_lines(unknown), *parameters])
        return nobody, near["username"].sort().to_list()
    people = pull_frame(
        PERSON_SCHEMA,
        f"SELECT u.* FROM people_user u WHERE {scope} ORDER BY lower(u.username)",  # noqa: S608
        parameters,
    )
    return people, people["username"].to_list()
