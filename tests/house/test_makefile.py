"""``make`` finds a Python that is new enough, whatever it is called, or says what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OLD = "#!/bin/sh\nexit 1\n"
"""A Python that says of itself that it is too old."""


def make_install(programs: Path) -> subprocess.CompletedProcess[str]:
    """What ``make install`` would run where there are no other programs than these."""
    for name in ("make", "sh"):
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    command = [programs / "make", "--dry-run", "--always-make", "install"]
    return subprocess.run(
        command, cwd=ROOT, env={"PATH": str(programs)}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("there", "taken"),
    [
        ({"python3.11": True, "python3.13": True, "python3": True}, "python3.11"),
        ({"python3.13": True, "python3": True}, "python3.13"),
        ({"python3.11": False, "python3": True}, "python3"),
        ({"python3": True}, "python3"),
    ],
)
def test_the_first_python_that_is_new_enough_is_taken(
    tmp_path: Path, there: dict[str, bool], taken: str
) -> None:
    for name, is_new in there.items():
        if is_new:
            (tmp_path / name).symlink_to(sys.executable)
        else:
            (tmp_path / name).write_text(OLD)
            (tmp_path / name).chmod(0o755)
    assert make_install(tmp_path).stdout.split()[:2] == [taken, "tools/install.py"]


def test_where_there_is_none_it_says_what_to_do(tmp_path: Path) -> None:
    done = make_install(tmp_path)
    assert done.returncode != 0
    assert "needs Python 3.11 or newer, and there is none here. Install it" in done.stderr
