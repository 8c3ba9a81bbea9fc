"""Where the real sample files lie, and a loud skip where they do not."""

from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"


def need_samples() -> Path:
    """The folder of real files; skips the test, naming the folder, where it is missing."""
    if not SAMPLES.is_dir():
        pytest.skip(f"REAL SAMPLE FILES ARE MISSING: there is no folder {SAMPLES}")
    return SAMPLES
