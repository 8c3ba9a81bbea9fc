"""How far the work on an import is, for people who wait: in words, in per cent, time left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.utils import timezone

from goodstanding.imports.models import Import, State

PHASES = {
    "waiting": (0, "Waiting for its turn"),
    "reading": (5, "Reading the file"),
    "understanding": (40, "Understanding what the columns and cells mean"),
    "comparing": (60, "Comparing with what is on record"),
    "planning": (70, "Working out what would change"),
    "keeping": (90, "Keeping the plan"),
    "writing": (10, "Importing, as a whole or not at all"),
}
"""How many per cent of the work lie before a phase, and what it is called."""

EARLIER = 5
"""So many earlier imports tell how long it takes."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``rows`` is 0 and ``seconds_left`` None where nobody knows yet."""

    percent: int
    words: str
    rows: int
    seconds_left: int | None


def progress_of(import_: Import) -> Progress:
    """How far the work is by now; it has not begun if nobody has taken the import up."""
    phase = import_.progress.get("phase", "waiting") if import_.lease_until else "waiting"
    done, words = PHASES[phase]
    rows = int(import_.progress.get("rows") or import_.counts.get("read", 0))
    if phase == "waiting":
        return Progress(0, words, rows, None)
    took = (timezone.now() - datetime.fromisoformat(import_.progress["began"])).total_seconds()
    whole = _usual_seconds(import_, rows)
    if whole is None and done >= 40:
        whole = took * 100 / done
    if whole is None:
        return Progress(done, words, rows, None)
    # By the clock, but never behind the phase, and never quite there.
    percent = min(max(done, round(100 * took / max(whole, 1))), 97)
    return Progress(percent, words, rows, max(1, round(whole - took)))


def _usual_seconds(import_: Import, rows: int) -> float | None:
    """How long such work takes, going by the last imports of the kind and their size."""
    importing = import_.state == State.IMPORTING
    earlier = Import.objects.filter(kind=import_.kind, undoes=None, counts__read__gt=0)
    earlier = earlier.filter(seconds__has_key="import" if importing else "check")
    sizes = earlier.order_by("-created_at").values_list("seconds", "counts", "file_size")[:EARLIER]
    if importing:
        paces = [seconds["import"] / counts["read"] for seconds, counts, _ in sizes]
        return median(paces) * rows if paces and rows else None
    paces = [seconds["check"] / size for seconds, _, size in sizes if size]
    return median(paces) * import_.file_size if paces and import_.file_size else None
