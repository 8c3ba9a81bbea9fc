"""The rows of the results file, some at a time: the user's own, and our five columns behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from goodstanding.formats.formulas import rearm
from goodstanding.formats.table import ROW
from goodstanding.imports.corrected import Corrections
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import, State
from goodstanding.imports.results_advice import advice_of, errors_of_no_row
from goodstanding.imports.shown import blanked, hidden_rows, shown_frame
from goodstanding.imports.storage import frame_slices, load_reading
from goodstanding.plans.plan import OUTCOMES
from goodstanding.sheets.column import RESULT_HEADINGS

BEFORE = {
    "add": "Will be added",
    "change": "Will be changed",
    "remove": "Will be deleted",
    "same": "Already the same",
    "kept": "Kept as on record",
    "cannot": "Error",
}
AFTER = {
    "add": "Added",
    "change": "Changed",
    "remove": "Deleted",
    "same": "Already the same",
    "kept": "Kept as on record",
    "cannot": "Left out",
}
COLUMNS = ("Result", "What to do", "Suggested value", "Row number", "Import ref")
"""What the five columns are called in frames."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An import whose rows were judged: how it was read, and what became of each row.

    ``places`` are the numbers of the rows to be written, ``outcomes`` has ``row`` and
    ``outcome``. Those are all that is held of every row; of ``problems``, each is.
    """

    import_: Import
    reading: dict[str, Any]
    places: pl.Series
    outcomes: pl.DataFrame
    problems: pl.DataFrame
    of_file: pl.DataFrame

    @property
    def words(self) -> dict[str, str]:
        """What the outcomes are called."""
        return AFTER if self.import_.state == State.IMPORTED else BEFORE

    @property
    def heading_rows(self) -> int:
        """How many rows of the results end with the header."""
        header_row = self.reading["header_row"]
        return 1 if header_row is None else int((self.places <= header_row).sum())


def judged(import_: Import) -> Judged:
    """What is known of an import that was checked to the end."""
    reading = load_reading(import_)
    places = pl.concat(frame_slices(import_, "table", [ROW]))[ROW]
    if reading["header_row"] == 0:
        places = pl.concat([pl.Series(ROW, [0], dtype=pl.UInt32), places])
    narrow = pl.col(ROW).cast(pl.UInt32), pl.col("outcome").cast(pl.Enum(OUTCOMES))
    outcomes = pl.concat(
        [part.select(narrow) for part in frame_slices(import_, "plan", [ROW, "outcome"])]
    )
    problems = shown_frame(import_, "problems")
    of_file = errors_of_no_row(problems, outcomes[ROW])
    return Judged(import_, reading, places, outcomes, problems, of_file)


def their_rows(told: Judged) -> Iterator[pl.DataFrame]:
    """Every row as it was read and corrected, without columns of ours from earlier results; a
    header above them where there was none. Of a learner whom the viewer may not see, the row is
    blank.
    """
    corrections, hidden = Corrections(told.import_, told.reading), hidden_rows(told.import_)
    for number, rows in enumerate(frame_slices(told.import_, "table")):
        table = blanked(corrections.laid_over(rows), hidden)
        if told.reading["header_row"] == 0 and not number:
            table = pl.concat([_header_of(told, table), table])
        if told.import_.read_as.get("format") == "delimited":
            # What the upload had disarmed is disarmed once, not twice; workbooks need no guard.
            table = rearm(table)
        yield table.drop(told.reading["result_columns"].values())


def judged_rows(told: Judged) -> Iterator[pl.DataFrame]:
    """Their rows, with the rows' own numbers before and our five columns behind."""
    header = pl.DataFrame(
        [[told.reading["header_row"]], *([text] for text in RESULT_HEADINGS)],
        schema={ROW: pl.UInt32} | dict.fromkeys(COLUMNS, pl.String),
    )
    for rows in their_rows(told):
        ours = pl.concat([header, _ours(told, rows[ROW])])
        yield rows.join(ours, on=ROW, how="left", maintain_order="left")


def between(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """What a frame has of these rows, which follow one another."""
    return frame.filter(pl.col(ROW).is_between(pl.lit(rows.min()), pl.lit(rows.max())))


def _ours(told: Judged, rows: pl.Series) -> pl.DataFrame:
    outcomes = between(told.outcomes, rows)
    advice = advice_of(between(told.problems, rows), told.of_file, outcomes[ROW])
    result = pl.col("outcome").cast(pl.String).replace_strict(told.words)
    doubtful = pl.col("doubtful").fill_null(value=False) & (pl.col("outcome") != "cannot")
    told_result = pl.when(doubtful).then(pl.format("{}, please look", result)).otherwise(result)
    number, reference = pl.col(ROW).cast(pl.String), pl.lit(told.import_.reference)
    columns = (told_result, pl.col("advice"), pl.col("suggested"), number, reference)
    return outcomes.join(advice, on=ROW, how="left").select(
        ROW, *(column.alias(name) for column, name in zip(columns, COLUMNS, strict=True))
    )


def _header_of(told: Judged, table: pl.DataFrame) -> pl.DataFrame:
    """A header for a table without one: what its columns were said to be."""
    fields = find_kind(told.import_.kind).sheet.columns
    columns = told.reading["columns"]
    named = {columns.get(c.field, f"added_{c.field}"): c.heading for c in fields}
    cells = {name: [named.get(name)] for name in table.columns[1:]}
    return pl.DataFrame({ROW: [0]} | cells, schema=table.schema)
