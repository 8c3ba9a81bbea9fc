"""Sees to it that Debian's Chromium is there for the browser tests, or says how to get it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def main() -> int:
    """Install Chromium where that may be done; 1 if there is none in the end."""
    if shutil.which("chromium"):
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(
                ["apt-get", "--quiet", *step],
                check=False,
                env=environment,
                stdout=subprocess.DEVNULL,
            )
    if shutil.which("chromium"):
        return 0
    print(
        "The browser tests need Chromium, and there is none.\n"
        "Ask somebody who is root to run: apt-get install chromium\n"
        "The tests that need no browser run with: make check"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
