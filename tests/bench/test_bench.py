"""The benchmark, on a tiny installation: everybody writes the same rows, and the figures add up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ROWS = 1_000
WISHES = {
    "HELD": "2k",
    "SIZE": "1k",
    "ROUNDS": "1",
    "PARTS": "imports",
    "WHO": "good_standing polars_read copy_floor upsert",
}


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short path, as the database's socket needs it."""
    folder = Path(tempfile.mkdtemp(prefix="goodstanding-bench-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def run_bench(home: Path) -> Any:
    """What ``make bench SIZE=1k HELD=2k JSON=…`` writes."""
    wishes = {**WISHES, "BENCH_HOME": str(home), "JSON": str(home / "out.json")}
    subprocess.run(
        [sys.executable, "-m", "bench.run"],
        check=True,
        cwd=ROOT,
        env={**os.environ, **wishes},
        stdout=subprocess.DEVNULL,
    )
    return json.loads((home / "out.json").read_text())


@pytest.mark.slow
def test_everybody_is_measured_and_has_written_the_same(home: Path) -> None:
    """The run itself stops where somebody has written other rows than our import."""
    figures = run_bench(home)
    assert figures["size"] == ROWS
    took = {(each["name"], each["job"]): each["seconds"] for each in figures["contenders"]}
    assert set(took) == {
        ("Good Standing", "check"),
        ("Good Standing", "import"),
        ("Good Standing", "check and import"),
        ("polars.read_csv", "read"),
        ("bare COPY", "import"),
        ("bulk_create(update_conflicts)", "import"),
    }
    for each in figures["contenders"]:
        assert each["rows"] == ROWS
        assert each["seconds"] > 0
        assert each["peak_mib"] > 10
    ours = took["Good Standing", "import"] / took["bare COPY", "import"]
    assert figures["ratios"]["import_vs_copy_floor"] == pytest.approx(ours, rel=0.05)
    assert set(figures["ratios"]) == {
        "import_vs_bulk_create",
        "import_vs_copy_floor",
        "check_vs_polars_read",
    }
