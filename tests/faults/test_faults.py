"""Small fault campaigns; ``make faults`` runs the large ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.slow]

# Kind, times and seed. The longest come first, and none is so long that all wait for it.
CAMPAIGNS = [
    ("kill", 50, 1),
    ("kill", 50, 2),
    ("cut", 30, 1),
    ("crash", 20, 1),
    ("disk", 20, 1),
]


@pytest.mark.parametrize(("kind", "times", "seed"), CAMPAIGNS)
def test_nothing_is_lost_doubled_partial_or_stuck(kind: str, times: int, seed: int) -> None:
    command = [sys.executable, "-m", "tests.faults.campaign", kind, str(times), str(seed)]
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
    assert f"{times} faults, 0 found" in done.stdout
