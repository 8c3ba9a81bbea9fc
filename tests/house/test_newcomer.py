"""A newcomer adds a format just as ARCHITECTURE.md says: one file, one line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = """%blocks
Username: dora
License ID: RN-TX
License Number: 0012345

Username: erik
License Number: 77
Notes: from the directory: see there
"""


@pytest.fixture
def newcomer(tmp_path: Path) -> Path:
    """The Python of a newcomer who has a copy of the sources, and installed what they need."""
    shutil.copytree(ROOT / "src", tmp_path / "src")
    venv.create(tmp_path / "venv", symlinks=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = tmp_path / "venv" / "lib" / version / "site-packages"
    needed = sysconfig.get_path("purelib")
    (packages / "newcomer.pth").write_text(f"{tmp_path / 'src'}\n{needed}\n")
    return tmp_path / "venv" / "bin" / "python"


def add_format(formats: Path) -> None:
    """Do what the document says."""
    said = (ROOT / "ARCHITECTURE.md").read_text()
    pattern = r"would be `formats/(\w+)\.py` and the line `(.+?)`:\n\n```python\n(.*?)```"
    example = re.search(pattern, said, re.DOTALL)
    assert example
    name, line, module = example.groups()
    (formats / f"{name}.py").write_text(module)
    detect = (formats / "detect.py").read_text()
    before, after = detect.split("MODULES = (\n")
    (formats / "detect.py").write_text(f"{before}MODULES = (\n    {line}\n{after}")


def inspect(python: Path, file: Path) -> tuple[int, dict[str, object]]:
    command = [str(python), "-I", "-m", "goodstanding.cli.main", "inspect", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_format_is_one_file_and_one_line(newcomer: Path, tmp_path: Path) -> None:
    file = tmp_path / "directory.txt"
    file.write_text(FILE)
    before = inspect(newcomer, file)[1]
    assert before["read_as"] != "blocks, UTF-8"
    add_format(tmp_path / "src" / "goodstanding" / "formats")
    code, said = inspect(newcomer, file)
    assert (code, said["read_as"]) == (0, "blocks, UTF-8")
    assert said["rows"] == [
        {"row": 1, "cells": ["Username", "License ID", "License Number", "Notes"]},
        {"row": 2, "cells": ["dora", "RN-TX", "0012345", ""]},
        {"row": 3, "cells": ["erik", "", "77", "from the directory: see there"]},
    ]
