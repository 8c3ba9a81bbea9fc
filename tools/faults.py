"""``make faults``: the large fault campaigns, N times over, from SEED."""

from __future__ import annotations

import os
import subprocess
import sys
import time

TIMES = {"kill": 1_000, "crash": 200, "cut": 500, "disk": 200}
SHELL_TIMES = dict.fromkeys(
    ("postgres", "serve", "both", "pids", "owner", "sign-in", "clock", "replay"), 100
)
"""Of a whole server, each time with a file that is imported meanwhile."""


def main() -> int:
    """Run all campaigns; 0 only if none of them found anything."""
    factor, seed = float(os.environ.get("N", "1")), os.environ.get("SEED", "1")
    failed = []
    kinds = {**dict.fromkeys(TIMES, "campaign"), **dict.fromkeys(SHELL_TIMES, "shell")}
    wanted = os.environ.get("KIND", "").split() or kinds
    for kind, times in {**TIMES, **SHELL_TIMES}.items():
        if kind not in wanted:
            continue
        began = time.monotonic()
        print(f"{kind}: {round(times * factor):,} faults, seed {seed}", flush=True)
        command = [sys.executable, "-m", f"tests.faults.{kinds[kind]}", kind]
        done = subprocess.run([*command, str(round(times * factor)), seed], check=False)
        print(f"{kind}: {time.monotonic() - began:,.0f} seconds\n", flush=True)
        if done.returncode:
            failed.append(kind)
    print(f"Found something: {', '.join(failed)}" if failed else "Nothing was found.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
