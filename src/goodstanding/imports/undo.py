"""Undoing an import: a plan made from the versions, which the same engine applies."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import transaction

from goodstanding.formats.table import ROW
from goodstanding.imports.kinds import ImportKind, find_kind
from goodstanding.imports.models import Import
from goodstanding.imports.undo_records import find_undone
from goodstanding.imports.undo_rules import FIELD, UNDO_RULES
from goodstanding.people.actor import Actor
from goodstanding.plans import learners, license_types, licenses
from goodstanding.plans.plan import Plan
from goodstanding.plans.rules.rule import find_problems

FIELDS = {
    "licenses": licenses.FIELDS,
    "learners": learners.FIELDS,
    "license-types": license_types.FIELDS,
}
HEADINGS = {FIELD: "Record"}


@transaction.atomic
def plan_undo(undone: Import, actor: Actor, today: date) -> Plan:
    """What it takes to put back all that the import (or undo) did, as it stands now.

    The rows are those of the import that changed something, under their own numbers. ``before_…``
    is what is on record now, ``after_…`` what was there before the import. What people have
    changed since is ``kept``. Nothing is written. ``today`` is for the sake of the other plans:
    what was right once is put back whatever the day.
    """
    kind = find_kind(undone.kind)
    actor.require(kind.permission)
    found = _decide(find_undone(undone.pk, kind, actor), kind, actor)
    shown = _shown(found, kind)
    problems = find_problems(found, UNDO_RULES, HEADINGS)
    return Plan(kind.sheet.name, FIELDS[kind.sheet.name], shown, problems)


def _decide(found: pl.DataFrame, kind: ImportKind, actor: Actor) -> pl.DataFrame:
    """Add ``outcome``, ``reason`` (why it cannot be) and ``named`` (whom the file named)."""
    there, had = pl.col("is_there"), pl.col("had_before")
    untouched = (pl.col("last_version") == pl.col("made_version")) & pl.when("made_removed").then(
        ~there
    ).otherwise(pl.col("now_version").eq_missing(pl.col("made_version")))
    alike = pl.all_horizontal(
        pl.col(f"old_{column}").eq_missing(pl.col(f"now_{column}"))
        for column in kind.records.columns
    )
    # What is not there cannot be "the same": the engine looks for the record of such a row.
    aim = (
        pl.when(there & had & alike)
        .then(pl.lit("same"))
        .when(~untouched)
        .then(pl.lit("kept"))
        .when(~had)
        .then(pl.lit("remove"))
        .when(there)
        .then(pl.lit("change"))
        .otherwise(pl.lit("add"))
    )
    aimed = found.with_columns(aim=aim).with_columns(_reason(kind, actor))
    named = "username_then" if "username_then" in found.columns else "editor"
    return aimed.with_columns(
        pl.col("source_row").alias(ROW),
        outcome=pl.when(pl.col("reason").is_null()).then("aim").otherwise(pl.lit("cannot")),
        named=pl.col(named).fill_null("This"),
    )


def _reason(kind: ImportKind, actor: Actor) -> pl.Expr:
    """Why the row cannot be put back; null if it can, or need not be."""
    writes = pl.col("aim").is_in(["add", "change", "remove"])
    puts_back = pl.col("aim").is_in(["add", "change"])
    own = pl.lit(value=False)
    if "role" in kind.records.columns:
        lesser = (pl.col("old_role") != "administrator") | ~pl.col("old_is_active")
        mine = pl.col("record_id") == actor.user.pk
        own = writes & mine & ((pl.col("aim") == "remove") | lesser.fill_null(value=True))
    return (
        pl.when("outside")
        .then(pl.lit("outside"))
        .when(writes & ~pl.col("recorded_before"))
        .then(pl.lit("missing"))
        .when(own)
        .then(pl.lit("own-role"))
        .when(puts_back & pl.col("missing").is_not_null())
        .then(pl.lit("missing"))
        .when(puts_back & pl.col("exists_again"))
        .then(pl.lit("exists-again"))
        .when((pl.col("aim") == "remove") & pl.col("in_use"))
        .then(pl.lit("in-use"))
        .alias("reason")
    )


def _shown(found: pl.DataFrame, kind: ImportKind) -> pl.DataFrame:
    """The columns that a plan of this kind keeps; of a learner outside, nothing is told."""
    told = ~pl.col("outside")
    there, moves = pl.col("is_there"), ~pl.col("aim").is_in(["same", "kept"])
    after = pl.when(moves & pl.col("had_before"))
    fields = FIELDS[kind.sheet.name]
    columns = tuple(dict.fromkeys((*fields, *kind.records.columns)))
    valued = found.with_columns(
        *(pl.when(there & told).then(f"now_{c}").alias(f"before_{c}") for c in columns),
        *(
            pl.when(told)
            .then(after.then(f"old_{c}").when(~moves & there).then(f"now_{c}"))
            .alias(f"after_{c}")
            for c in columns
        ),
        target_id=pl.when(told).then("record_id"),
        target_version=pl.when(told).then(pl.coalesce("now_version", "last_version")),
    )
    return valued.select(
        ROW,
        "outcome",
        "target_id",
        "target_version",
        *_keys(kind),
        *_in_words(kind),
        *(f"before_{field}" for field in fields),
        *(f"after_{field}" for field in fields),
    )


def _keys(kind: ImportKind) -> list[pl.Expr]:
    """What the kind stores besides its fields."""
    if kind.sheet.name == "licenses":
        keys = ("user_id", "license_type_id", "license_type_version")
        return [pl.when(~pl.col("outside")).then(key).alias(key) for key in keys]
    stored = set(kind.stored.values()) - {f"after_{field}" for field in FIELDS[kind.sheet.name]}
    return [pl.col(name) for name in sorted(stored, reverse=True)]


def _in_words(kind: ImportKind) -> tuple[pl.Expr, pl.Expr]:
    """Who or what a row is about: ``subject`` and ``detail``."""

    def either(field: str) -> pl.Expr:
        return pl.coalesce(f"before_{field}", f"after_{field}", pl.lit(""))

    subject, detail = either("code"), pl.format("{} {}", either("name"), either("state"))
    if kind.sheet.name == "licenses":
        told = ~pl.col("outside")
        subject = pl.when(told).then(pl.col("subject").fill_null("")).otherwise("named")
        detail = pl.when(told).then(
            pl.concat_str(pl.col("license").fill_null(""), either("number"), separator=" ")
        )
    elif kind.sheet.name == "learners":
        subject = either("username")
        detail = pl.format("{} {}", either("first_name"), either("last_name"))
    return subject.alias("subject"), detail.fill_null("").str.strip_chars().alias("detail")
