"""What to measure, read from the environment of ``make bench``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000, 1_000_000)
HELD = 1_000_000
PARTS = ("imports", "same", "memory", "pages", "exports", "browsing")


@dataclass(frozen=True)
class Options:
    """``sizes`` are numbers of rows of a file, ``held`` the licenses on record before it.

    ``sample`` is how many rows those contenders get that take milliseconds for each (some get
    several samples); ``who`` are the modules of those that run (none: all). ``json`` is where the
    figures of a single size are written, ``home`` where databases, sheets and the figures of every
    part are kept.
    """

    sizes: tuple[int, ...]
    held: int
    seed: int
    rounds: int
    sample: int
    parts: tuple[str, ...]
    who: tuple[str, ...]
    json: Path | None
    home: Path

    @property
    def largest(self) -> int:
        """The size of the largest file."""
        return max(self.sizes)

    @property
    def is_whole(self) -> bool:
        """Whether the figures are those that the documents show."""
        return self.held == HELD and self.sizes == SIZES

    @property
    def records(self) -> Path:
        """Where the figures of every part are kept."""
        return self.home / "figures" / f"held-{short(self.held)}-seed-{self.seed}"


def read_options() -> Options:
    """The options as SIZE, HELD, SEED, ROUNDS, SAMPLE, PARTS, WHO, JSON and BENCH_HOME say."""
    size, json = _text("SIZE"), _text("JSON")
    parts = _words("PARTS")
    if not parts:
        parts = ("imports",) if size else PARTS
    unknown = set(parts) - {*PARTS, "page"}
    if unknown:
        raise SystemExit(f"PARTS may name {', '.join(PARTS)} and page, not {', '.join(unknown)}.")
    return Options(
        sizes=(count(size),) if size else SIZES,
        held=count(_text("HELD") or str(HELD)),
        seed=int(_text("SEED") or 1),
        rounds=int(_text("ROUNDS") or 3),
        sample=count(_text("SAMPLE") or "100"),
        parts=parts,
        who=_words("WHO"),
        json=Path(json).resolve() if json else None,
        home=Path(_text("BENCH_HOME") or ROOT / "build" / "bench").resolve(),
    )


def count(text: str) -> int:
    """10k, 1m or 2500, as a number."""
    text = text.strip().lower().replace(",", "").replace("_", "")
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:], 1)
    return int(float(text.rstrip("km")) * factor)


def short(number: int) -> str:
    """A number as 10k or 1M, where it is a round one."""
    for unit, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= unit and number % unit == 0:
            return f"{number // unit}{letter}"
    return str(number)


def _words(name: str) -> tuple[str, ...]:
    return tuple(_text(name).replace(",", " ").split())


def _text(name: str) -> str:
    return os.environ.get(name, "").strip()
