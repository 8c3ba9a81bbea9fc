"""Sees to it that what the browser tests need of the system is there, or says how to get it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

PACKAGES = ["chromium", "fonts-dejavu-core", "libatomic1"]
"""Debian's browser, letters for its pages, and a library that Playwright's driver is linked to."""


def main() -> int:
    """Install what is missing where that may be done; 1 if something is missing in the end."""
    if not is_ready() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
            subprocess.run(
                ["apt-get", "--quiet", *step],
                check=False,
                env=environment,
                stdout=subprocess.DEVNULL,
            )
    if is_ready():
        return 0
    print(
        "The browser tests need Chromium and libatomic, and one of them is missing.\n"
        f"Ask somebody who is root to run: apt-get install {' '.join(PACKAGES)}\n"
        "The tests that need no browser run with: make check"
    )
    return 1


def is_ready() -> bool:
    """Whether the browser and the library are there."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return shutil.which("chromium") is not None


if __name__ == "__main__":
    sys.exit(main())
