"""The floor of reading: Polars reads the same file as text, and nothing else happens."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from bench.measure import Measured, measure


def run(file: str, rows: int) -> list[Measured]:
    """Read the file once; its first rows before that, so that the threads are there."""
    with Path(file).open("rb") as source:
        first = b"".join(source.readline() for _ in range(51))
    pl.read_csv(first, separator="\t", infer_schema=False)
    found, frame = measure(
        "read", rows, lambda: pl.read_csv(file, separator="\t", infer_schema=False)
    )
    found.facts = {"rows": frame.height}
    if frame.height != rows:
        raise RuntimeError(f"{frame.height} rows were read instead of {rows}")
    return [found]
