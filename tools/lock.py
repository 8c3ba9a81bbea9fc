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
    """Write run.txt and test.txt, without the address of any index."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "uv"], check=True)
        uv = [f"{folder}/bin/uv", "pip", "compile", *OPTIONS, "--python-version", "3.11"]
        run, test = FOLDER / "run.txt", FOLDER / "test.txt"
        run_in, test_in = FOLDER / "run.in", FOLDER / "test.in"
        subprocess.run([*uv, str(run_in), "-o", str(run)], check=True)
        subprocess.run(
            [*uv, str(run_in), str(test_in), "-c", str(run), "-o", str(test)], check=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
