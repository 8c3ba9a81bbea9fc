"""Small fault campaigns; ``make faults`` runs the large ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.slow]

# Kind, times and seed. The longest come first, and none is so long that all wait for it.
SHELL = [("postgres", 5, 1), ("serve", 5, 1), ("both", 5, 1), ("pids", 5, 1), ("owner", 3, 1)]
SHELL += [("clock", 5, 1), ("sign-in", 2, 1), ("replay", 1, 1)]
CAMPAIGNS = [
    ("kill", 50, 1),
    ("kill", 50, 2),
    ("cut", 30, 1),
    ("crash", 20, 1),
    ("disk", 20, 1),
]


@pytest.mark.parametrize(("kind", "times", "seed"), CAMPAIGNS)
def test_nothing_is_lost_doubled_partial_or_stuck(kind: str, times: int, seed: int) -> None:
    assert f"{times} faults, 0 found" in run("campaign", kind, times, seed)


@pytest.mark.parametrize(("kind", "times", "seed"), SHELL)
def test_a_whole_server_is_back_and_has_lost_nothing(kind: str, times: int, seed: int) -> None:
    said = run("shell", kind, times, seed)
    if said.startswith("SKIPPED"):
        pytest.skip(said.strip())
    assert f"{times} x {kind}, " in said
    assert ", 0 found" in said


def run(campaign: str, kind: str, times: int, seed: int) -> str:
    """What the campaign has said, which has found nothing."""
    command = [sys.executable, "-m", f"tests.faults.{campaign}", kind, str(times), str(seed)]
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
    return done.stdout
