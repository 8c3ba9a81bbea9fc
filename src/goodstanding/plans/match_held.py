"""Which held license each row of a sheet means."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.row_lookup import find_rows, row_hash
from goodstanding.sheets.values.identifiers import number_key

PAIR = ["user_id", "license_type_id"]
LOOSE = ("held_count", "same_number", "number_suggestion")


def match_held(keys: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Add to each row (``user_id``, ``license_type_id``, ``number_text``) ``held_at``, the place of
    the held license that it means, ``held_count`` (of that learner and type; null where the row
    meets one exactly), ``same_number``, ``alike`` and ``number_suggestion``.

    The number decides: as it is written, else without blanks and punctuation, if that leaves
    no doubt. Without a number, the learner's only license of the type is meant; a number is
    given to the only one that has none.
    """
    known = held.select(*PAIR, number_text="number")
    rows = keys.with_columns(held_at=find_rows(keys, known)).with_row_index("at")
    several = rows.filter(row_hash(PAIR).is_duplicated()).drop_nulls(PAIR)
    open_ones = rows.filter(pl.col("held_at").is_null()).drop_nulls(PAIR)
    loose = _match_loosely(
        open_ones.drop("held_at"), known.with_row_index("held_at"), rows["held_at"]
    )
    alike = _alike(several)
    found = rows.select(
        _put("held_at", rows["held_at"], loose["at"], loose["loosely_at"]),
        *(
            _put(
                name,
                pl.repeat(None, rows.height, dtype=part[name].dtype, eager=True),
                part["at"],
                part[name],
            )
            for part, names in ((loose, LOOSE), (alike, ("alike",)))
            for name in names
        ),
    )
    return found.with_columns(
        pl.col("same_number", "alike").fill_null(value=False), several=pl.col("alike").is_not_null()
    )


def _put(name: str, into: pl.Series, at: pl.Series, values: pl.Series) -> pl.Series:
    """The series of that name with the values at those places."""
    return into.scatter(at, values).alias(name)


def _alike(several: pl.DataFrame) -> pl.DataFrame:
    """Of rows about the same learner and type: ``alike``, another one's number differs from this
    one in blanks and punctuation only.
    """
    keyed = several.with_columns(number_key=number_key(pl.col("number_text")))
    texts = pl.col("number_text").n_unique().over([*PAIR, "number_key"])
    return keyed.select("at", alike=(texts > 1) & (pl.col("number_key") != ""))


def _match_loosely(rows: pl.DataFrame, held: pl.DataFrame, met_exactly: pl.Series) -> pl.DataFrame:
    """For rows whose number no held license has just so: ``at``, ``loosely_at``, ``held_count``,
    ``same_number`` and ``number_suggestion``.

    A license that one row names by its exact number is not taken for another row's.
    """
    theirs = held.join(rows.select(PAIR).unique(), on=PAIR, how="semi", maintain_order="left")
    theirs = theirs.with_columns(number_key=number_key(pl.col("number_text")))
    taken = met_exactly.drop_nulls().unique().alias("held_at").to_frame()
    alike = (
        theirs.join(taken, on="held_at", how="anti")
        .group_by(*PAIR, "number_key")
        .agg(pl.len().alias("alike_count"), pl.col("held_at").first().alias("alike_at"))
    )
    only = theirs.group_by(PAIR, maintain_order=True).agg(
        pl.len().alias("held_count"),
        pl.col("held_at").first().alias("only_at"),
        pl.col("number_key").first().alias("only_key"),
    )
    keyed = rows.with_columns(number_key=number_key(pl.col("number_text")))
    joined = keyed.join(alike, on=[*PAIR, "number_key"], how="left", maintain_order="left")
    joined = joined.join(only, on=PAIR, how="left", maintain_order="left")
    one = pl.col("held_count") == 1
    numbered = pl.col("number_key") != ""
    by_key = numbered & (pl.col("alike_count") == 1)
    by_pair = one & (~numbered | (pl.col("only_key") == ""))
    joined = joined.with_columns(
        loosely_at=pl.when(by_key).then("alike_at").when(by_pair).then("only_at"),
        same_number=by_key | (by_pair & (pl.col("only_key") == pl.col("number_key"))),
        held_count=pl.col("held_count").fill_null(0),
    )
    near = _near_numbers(joined, theirs)
    return near.select("at", "loosely_at", "held_count", "same_number", "number_suggestion")


def _near_numbers(rows: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Add ``number_suggestion``, where one held license is numbered alike but for O and 0."""
    zeros = pl.col("number_key").str.replace_all("O", "0", literal=True).alias("zero_key")
    near = (
        held.with_columns(zeros)
        .group_by(*PAIR, "zero_key")
        .agg(pl.len().alias("near"), number_suggestion=pl.col("number_text").first())
        .filter(pl.col("near") == 1, pl.col("zero_key") != "")
        .drop("near")
    )
    found = rows.with_columns(zeros).join(
        near, on=[*PAIR, "zero_key"], how="left", maintain_order="left"
    )
    return found.with_columns(pl.when(pl.col("loosely_at").is_null()).then("number_suggestion"))
