"""Starting what is measured, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.options import ROOT

LIMITS = {"GOODSTANDING_FILE_ROWS": "1000000", "GOODSTANDING_FILE_MEGABYTES": "128"}


def run_job(wish: dict[str, object], *, address: str) -> Any:
    """Run ``bench.job`` with a folder for files of its own; give what it found."""
    with tempfile.TemporaryDirectory(prefix="goodstanding-bench-") as home:
        return run_here("bench.job", wish, address=address, home=Path(home))


def run_here(module: str, wish: dict[str, object], *, address: str, home: Path) -> Any:
    """Run a module in another process; its last line is JSON, and what it gives."""
    done = subprocess.run(
        [sys.executable, "-m", module, json.dumps(wish)],
        check=False,
        cwd=ROOT,
        env=environment(address, home),
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{module} {wish} ended with {done.returncode}:\n{done.stdout[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def environment(address: str, home: Path) -> dict[str, str]:
    """The environment of a process that works on a database and keeps its files in a folder."""
    return {
        **os.environ,
        **LIMITS,
        "DATABASE_URL": address,
        "GOODSTANDING_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
    }
