"""The contracts between the packages hold, imports for type checking included."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PACKAGES = {path.parent.name for path in ROOT.glob("src/goodstanding/*/__init__.py")}


def lint_imports(folder: Path, config: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter there; its cache goes nowhere."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--config", config, "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_contracts_hold() -> None:
    done = lint_imports(ROOT, "pyproject.toml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(CONFIG['contracts'])} kept, 0 broken" in done.stdout


def test_imports_for_type_checking_are_counted() -> None:
    assert not CONFIG.get("exclude_type_checking_imports", False)
    assert not any("ignore_imports" in contract for contract in CONFIG["contracts"])


UPHILL = """
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import house.hall
"""


@pytest.mark.parametrize(("below", "status"), [("", 0), (UPHILL, 1)])
def test_an_import_for_type_checking_breaks_a_contract(
    tmp_path: Path, below: str, status: int
) -> None:
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").touch()
    (house / "hall.py").write_text("import house.wing\n")
    (house / "wing.py").write_text(below)
    settings = {key: value for key, value in CONFIG.items() if isinstance(value, bool)}
    lines = [
        "[tool.importlinter]",
        'root_package = "house"',
        *(f"{key} = {str(value).lower()}" for key, value in settings.items()),
        "[[tool.importlinter.contracts]]",
        'name = "downhill"',
        'type = "layers"',
        'layers = ["house.hall", "house.wing"]',
    ]
    (tmp_path / "pyproject.toml").write_text("\n".join(lines))
    done = lint_imports(tmp_path, "pyproject.toml")
    assert done.returncode == status, done.stdout + done.stderr


def test_every_package_stands_in_a_contract() -> None:
    layered = {
        name.strip().removeprefix("goodstanding.")
        for contract in CONFIG["contracts"]
        for layer in contract.get("layers", [])
        for name in layer.split("|")
    }
    # Settings are read by all and import none of them.
    assert PACKAGES - {"config"} == layered
