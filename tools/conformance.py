"""``make conformance``: how our reader scores in the public benchmark of untidy delimited files.

The benchmark is Pollock (Vitagliano, Hameed, Jiang, Reisener, Wu, Naumann: "Pollock: A Data
Loading Benchmark", VLDB 2023). Its files are not part of this project.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pollock
from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.unreadable import Unreadable

SIMPLE, WEIGHTED = 9.9, 9.5
WORST = 10
HINT = """CONFORMANCE WAS NOT MEASURED: the Pollock benchmark is not at hand.
Get the project HPI-Information-Systems/Pollock from GitHub, and say where it lies:
    POLLOCK=/path/to/Pollock make conformance"""


def main() -> int:
    """Print the scores; 0 if both bars hold, or if the benchmark is not there."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("POLLOCK") or "pollock")
    files, weights = folder / "polluted_files", folder / "pollock_weights.json"
    if not (files / "csv").is_dir() or not weights.is_file():
        print(HINT)
        return 0
    scores = {
        path.name: _score(path, files / "clean") for path in sorted((files / "csv").iterdir())
    }
    simple, weighted = pollock.totals(scores, json.loads(weights.read_text()))
    print(
        f"Pollock, {len(scores):,} files: simple {simple:.3f} of 10, weighted {weighted:.3f} of 10"
    )
    print("The files that cost most:")
    for name, lost in sorted(_lost(scores).items(), key=lambda each: -each[1])[:WORST]:
        print(f"  {lost:5.2f}  {name}")
    holds = simple >= SIMPLE and weighted >= WEIGHTED
    print(f"{'Holds' if holds else 'DOES NOT HOLD'}: at least {SIMPLE} simple, {WEIGHTED} weighted")
    return 0 if holds else 1


def _score(path: Path, clean: Path) -> pollock.Scores:
    """One file, read just as ``goodstanding inspect`` reads it."""
    wanted = clean / path.name
    expected = pollock.read_table(wanted) if wanted.exists() else []
    try:
        frame = read_bytes_here(path.read_bytes()).tables[0].frame.drop("row")
    except Unreadable:
        return pollock.score(expected, None)  # an empty file too: refused is not read
    rows = [["" if cell is None else cell for cell in row] for row in frame.iter_rows()]
    return pollock.score(expected, rows)


def _lost(scores: dict[str, pollock.Scores]) -> dict[str, float]:
    return {name: 10 - sum(figures.values()) for name, figures in scores.items()}


if __name__ == "__main__":
    sys.exit(main())
