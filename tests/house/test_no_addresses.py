"""No file of the project names a place that only its writer can reach."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written apart, so that this file does not hold what it looks for.
FORBIDDEN = {
    "an index of packages": r"pypi" + r"\.org|python" + r"hosted\.org|registry" + r"\.npmjs",
    "an option that names an index": r"--(extra-)?index" + r"-url|--find" + r"-links",
    "a home folder": r"(?<![\w.])/(home|root|Users|work)" + r"/[\w.]",
    "a home folder on Windows": r"[A-Z]:\\Users" + r"\\",
    "an address inside a network": r"\b(192" + r"\.168|10\.\d+)\.\d+\.\d+\b",
}


def tracked_files() -> list[Path]:
    """The text files that git knows."""
    if not (ROOT / ".git").exists():
        pytest.skip(f"{ROOT} is not a git repository, so nobody knows which files are tracked")
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    files = tracked_files()
    assert len(files) > 100
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in files
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("an index of packages", "https://pypi" + ".org/simple"),
        ("an option that names an index", "--extra-index" + "-url x"),
        ("a home folder", "open('/root" + "/file')"),
        ("a home folder", "/home" + "/somebody"),
        ("a home folder on Windows", "C:\\Users" + "\\somebody"),
        ("an address inside a network", "http://192" + ".168.0.7:8080"),
    ],
)
def test_what_is_looked_for_is_found(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line)
