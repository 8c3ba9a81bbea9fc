"""The documents are there, and ARCHITECTURE.md is true."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from goodstanding.config import environment
from goodstanding.formats.limits import DEFAULT_LIMITS

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()
SOURCES = sorted((ROOT / "src/goodstanding").rglob("*.py"))
READERS = {name for name in vars(environment) if name.startswith("read_")} | {"get", "getenv"}


@pytest.mark.parametrize(
    "name",
    ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
     "GLOSSARY.md", "LICENSE"],
)  # fmt: skip
def test_the_documents_are_there(name: str) -> None:
    assert len((ROOT / name).read_text().split()) > 50


def test_architecture_names_every_package_and_no_other() -> None:
    there = {path.parent.name for path in ROOT.glob("src/goodstanding/*/__init__.py")}
    named = set(re.findall(r"`goodstanding/([a-z_]+)`", ARCHITECTURE))
    assert named == there


def variables_read(source: str) -> set[str]:
    """The environment variables that a module reads, by whatever means."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        key: ast.expr | None = None
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            key = node.args[0] if called in READERS else None
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            key = node.slice if ast.unparse(node.value) == "os.environ" else None
        if isinstance(key, ast.Constant) and re.fullmatch(r"[A-Z][A-Z_]{3,}", str(key.value)):
            found.add(str(key.value))
    return found


def test_every_environment_variable_is_explained_and_no_other() -> None:
    read = {name for path in SOURCES for name in variables_read(path.read_text())}
    settings = ARCHITECTURE.split("## Settings")[1].split("\n## ")[0]
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", settings, re.MULTILINE))
    assert "GOODSTANDING_HOME" in read
    assert explained == read


def test_every_limit_is_explained_with_its_default() -> None:
    table = ARCHITECTURE.split("## Limits of one file")[1].split("\n## ")[0]
    explained = dict(re.findall(r"^\| `([a-z_]+)` \| ([0-9,]+) \|", table, re.MULTILINE))
    assert explained == {name: f"{value:,}" for name, value in asdict(DEFAULT_LIMITS).items()}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('read_flag("GOODSTANDING_X", True)', {"GOODSTANDING_X"}),
        ('os.environ["PORT"]', {"PORT"}),
        ('os.environ.get("PORT", "8000")', {"PORT"}),
        ('os.environ["PORT"] = "8000"', set()),
        ('values.get("port")', set()),
    ],
)
def test_reading_a_variable_is_noticed(source: str, names: set[str]) -> None:
    assert variables_read(source) == names


def test_every_dependency_is_explained() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    needed = {re.split(r"[\[<>=]", line)[0].strip() for line in wanted}
    explained = ARCHITECTURE.split("## Dependencies")[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z][a-z0-9-]+)(?:\[[a-z]+\])?`", explained))
    assert len(needed) > 10
    assert needed - named == set()


def test_the_locks_pin_every_dependency_with_a_hash() -> None:
    for name in ("run", "test"):
        lock = (ROOT / f"requirements/{name}.txt").read_text()
        pinned = re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE)
        assert len(pinned) > 15
        assert lock.count("--hash=sha256:") >= len(pinned)


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_the_files_that_documents_link_to_exist(name: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / name).read_text())
    missing = [link for link in links if not (ROOT / link).exists()]
    assert missing == []
