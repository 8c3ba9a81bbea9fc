"""Pins all requirements by version and hash; uv is installed for this alone, for a moment."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
OPTIONS = ["--quiet", "--generate-hashes", "--no-header", "--no-annotate", "--universal"]


def main() -> int:
    """Write run.txt, test.txt and bench.txt, without the address of any index."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "uv"], check=True)
        uv = [f"{folder}/bin/uv", "pip", "compile", *OPTIONS, "--python-version", "3.11"]
        sources = [str(ROOT / "pyproject.toml")]
        pinned: list[str] = []
        for purpose in ("run", "test", "bench"):
            # Each has all that the one before has, in the very same versions.
            sources.append(str(FOLDER / f"{purpose}.in"))
            target = str(FOLDER / f"{purpose}.txt")
            subprocess.run([*uv, *sources, *pinned, "-o", target], check=True)
            pinned = ["-c", target]
    return 0


if __name__ == "__main__":
    sys.exit(main())
