"""Small fault campaigns; ``make faults`` runs the large ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.slow]

TIMES = {"kill": 100, "crash": 20, "cut": 30, "disk": 20}


@pytest.mark.parametrize("kind", TIMES)
def test_nothing_is_lost_doubled_partial_or_stuck(kind: str) -> None:
    command = [sys.executable, "-m", "tests.faults.campaign", kind, str(TIMES[kind]), "1"]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GOODSTANDING")}
    done = subprocess.run(
        command,
        cwd=Path(__file__).parents[2],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-4000:]}"
    assert f"{TIMES[kind]} faults, 0 found" in done.stdout
