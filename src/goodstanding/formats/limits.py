"""How much a file may ask of us: one table of limits, printed in the message when one is hit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. Sizes in bytes, times in seconds.

    ``rows`` counts rows with content below the headings, in one sheet. ``inspect_bytes`` is
    the size up to which a file that is too large is still looked through for the one cell
    that makes it so, because naming that cell helps more than naming the size.
    ``unpacked_bytes``, ``archive_entries`` and ``archive_ratio`` bound what a workbook, which is
    a zip archive, says that it unpacks to; the ratio (unpacked to packed) counts for files over
    1 MB only, because a small sheet of equal rows packs very well and does no harm.
    ``cpu_seconds`` is processor time, ``wall_seconds`` time on the clock.
    """

    upload_bytes: int = 20 * 1024 * 1024
    inspect_bytes: int = 128 * 1024 * 1024
    rows: int = 100_000
    columns: int = 200
    cell_characters: int = 32_767
    sheets: int = 200
    unpacked_bytes: int = 200 * 1024 * 1024
    archive_entries: int = 1_000
    archive_ratio: int = 100
    cpu_seconds: int = 25
    wall_seconds: int = 60
    memory_bytes: int = 2 * 1024 * 1024 * 1024
    output_bytes: int = 512 * 1024 * 1024


DEFAULT_LIMITS = Limits()
