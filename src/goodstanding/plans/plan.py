"""The plan: what each row would do, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from goodstanding.formats.table import ROW
from goodstanding.sheets.values.text import UNTIDY, clean

OUTCOMES = ("add", "change", "remove", "same", "kept", "cannot")
"""What can become of a row. A row that is kept differs from what is on record, and leaves that
as it is, because it is newer; nothing is wrong with it."""


NEVER = pl.lit(value=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """One outcome a row.

    ``frame`` has ``row``, ``outcome``, ``target_id`` and ``target_version`` (null for what is
    added), ``subject`` and ``detail`` in words, ``before_<field>`` and ``after_<field>`` for
    each of ``fields``, and the kind's own keys. ``problems`` is a frame of problems.
    """

    kind: str
    fields: tuple[str, ...]
    frame: pl.DataFrame
    problems: pl.DataFrame

    def counts(self) -> dict[str, int]:
        """How many rows were read, and how many have each outcome; they add up."""
        by_outcome = dict(self.frame.group_by("outcome").len().iter_rows())
        found = {outcome: int(by_outcome.get(outcome, 0)) for outcome in OUTCOMES}
        if sum(found.values()) != self.frame.height:
            raise RuntimeError(f"{self.frame.height} rows were read, but the outcomes are {found}")
        return {"read": self.frame.height, **found}


def differs(fields: Sequence[str]) -> pl.Expr:
    """Whether any field would change, as the column ``differs``."""
    return pl.any_horizontal(
        [~pl.col(f"before_{field}").eq_missing(pl.col(f"after_{field}")) for field in fields]
    ).alias("differs")


def assign_outcomes(
    resolved: pl.DataFrame, problems: pl.DataFrame, *, kept: pl.Expr = NEVER
) -> pl.DataFrame:
    """Give each row its outcome; ``resolved`` has target, action and ``differs`` already.

    ``kept`` is true where what is on record stays as it is, because it is newer.

    A row with an error cannot be imported. If an error belongs to no row (a column is missing,
    say), none can.
    """
    rows = resolved[ROW]
    return assign_outcomes_to_piece(
        resolved, error_rows(problems), none=stands_against_all(problems, rows), kept=kept
    )


def error_rows(problems: pl.DataFrame) -> pl.DataFrame:
    """The rows with errors, each once, with the column ``has_error``."""
    errors = problems.filter(pl.col("severity") == "error")
    return errors.select(pl.col(ROW).drop_nulls().unique(), has_error=pl.lit(value=True))


def stands_against_all(problems: pl.DataFrame, rows: pl.Series) -> bool:
    """Whether an error belongs to none of the rows, so that none of them can be imported."""
    errors = problems.filter(pl.col("severity") == "error")
    return not errors.join(rows.cast(pl.UInt32).to_frame(), on=ROW, how="anti").is_empty()


def assign_outcomes_to_piece(
    resolved: pl.DataFrame, wrong: pl.DataFrame, *, none: bool, kept: pl.Expr = NEVER
) -> pl.DataFrame:
    """Like ``assign_outcomes``, for some of the rows; ``wrong`` are the rows with errors, and
    ``none`` says that no row can be imported.
    """
    resolved = resolved.with_columns(pl.col(ROW).cast(pl.UInt32)).join(
        wrong, on=ROW, how="left", maintain_order="left"
    )
    bad = pl.lit(none) | pl.col("has_error").fill_null(value=False)
    new = pl.col("target_id").is_null()
    return resolved.with_columns(
        outcome=pl.when(bad)
        .then(pl.lit("cannot"))
        .when(pl.col("action") == "delete")
        .then(pl.lit("remove"))
        .when(kept)
        .then(pl.lit("kept"))
        .when(new)
        .then(pl.lit("add"))
        .when("differs")
        .then(pl.lit("change"))
        .otherwise(pl.lit("same"))
    )


def resolve_value(field: str, *, new: pl.Expr | None = None) -> pl.Expr:
    """The value after: CLEAR empties, a value replaces, a blank cell leaves what is there.

    ``new`` is the value of a record that is added with a blank cell.
    """
    given, before = pl.col(field), pl.col(f"before_{field}")
    if new is not None:
        before = pl.when(pl.col("target_id").is_null()).then(new).otherwise(before)
    return (
        pl.when(pl.col(f"clear_{field}"))
        .then(None)
        .otherwise(pl.coalesce(given, before))
        .alias(f"after_{field}")
    )


def resolve_texts(frame: pl.DataFrame, fields: Sequence[str]) -> list[pl.Expr]:
    """The texts after, never null; like ``resolve_value``, but the spelling on record stays where
    the cell says the same.

    A record that was typed in may hold what reading takes off (blanks at the ends, the joiners
    of emoji, Windows line ends) or the word CLEAR itself; its own export must not change it.
    """
    return [_resolve_text(field, tidy=_is_tidy(frame, field)) for field in fields]


def _resolve_text(field: str, *, tidy: bool) -> pl.Expr:
    given, clear = pl.col(field), pl.col(f"clear_{field}")
    before = pl.col(f"before_{field}").fill_null("")
    read_back = before == given if tidy else _read_back(before) == _one_newline(given)
    same = read_back | (clear & (before == "CLEAR"))
    return (
        pl.when(same.fill_null(value=False))
        .then(before)
        .when(clear)
        .then(pl.lit(""))
        .otherwise(pl.coalesce(given, before))
        .alias(f"after_{field}")
    )


def _is_tidy(frame: pl.DataFrame, field: str) -> bool:
    """Whether all texts are read back as they are, which is soon seen, and nearly always so."""
    untidy = pl.col(f"before_{field}", field).str.contains(UNTIDY)
    return not any(frame.select(untidy.any()).row(0))


def _read_back(text: pl.Expr) -> pl.Expr:
    return _one_newline(clean(text))


def _one_newline(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all("\r\n?", "\n")
