"""Everything that is measured; each module has ``run``, which gives what it measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bench.options import short


@dataclass(frozen=True)
class Contender:
    """``most`` is the most rows that it gets (0: all); ``samples`` gives it so many samples only,
    because it is slow (0: it is not).

    ``wish`` are the arguments of its ``run``, ``needs`` a package that it needs.
    """

    name: str
    module: str
    most: int = 0
    samples: int = 0
    wish: tuple[tuple[str, Any], ...] = ()
    needs: str = ""

    def rows(self, size: int, sample: int) -> int:
        """How many rows of a file it gets."""
        return min(size, self.samples * sample or self.most or size)


OURS, COPY_FLOOR, READ_FLOOR = "Good Standing", "bare COPY", "polars.read_csv"
UPSERT, ROW_BY_ROW = "bulk_create(update_conflicts)", "full_clean + save"
MODES = {
    "row": "as it comes: a row at a time",
    "skip_unchanged": "the same, and what is the same is not written",
    "bulk": "skip_unchanged, and written in batches of 1,000 (use_bulk)",
    "cached": "bulk, no HTML diffs, learners and license types from dictionaries",
    "by hand": "cached, and checks of our own in Python in the place of full_clean",
}
"""The modes of django-import-export."""
LIBRARY_MODES = ("row", "skip_unchanged", "bulk", "cached")
"""Those in which the library still validates the records; the quickest of them counts."""
QUICKER_MODES, LONGER = ("cached", "by hand"), 10
"""Those that look nothing up row by row get a longer sample: what they do once for a file, and
pages that the database reads for the first time, must not be laid on few rows."""


def mode_name(mode: str) -> str:
    return f"django-import-export, {mode}"


CONTENDERS = (
    Contender(OURS, "good_standing"),
    Contender(READ_FLOOR, "polars_read"),
    Contender(COPY_FLOOR, "copy_floor"),
    Contender(UPSERT, "upsert", most=100_000),
    Contender(ROW_BY_ROW, "row_by_row", samples=1),
    *(
        Contender(
            mode_name(mode),
            "import_export_modes",
            samples=LONGER if mode in QUICKER_MODES else 1,
            wish=(("mode", mode), ("dry_run", dry_run)),
            needs="import_export",
        )
        for mode in MODES
        for dry_run in (True, False)
    ),
)


def sampled(rows: int, size: int) -> str:
    """What the output says of a contender that got only a part of the file."""
    return "" if rows == size else f"sample of {short(rows)} rows"
