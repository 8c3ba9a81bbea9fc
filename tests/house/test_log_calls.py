"""What our own code hands to the log: fixed words, names and numbers; no text made on the spot."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src/goodstanding").rglob("*.py"))
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
MAKES_TEXT = {"str", "repr", "format", "join", "decode", "read", "read_text"}


def calls(source: str) -> Iterator[ast.Call]:
    """Every call of a logger."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in LEVELS
            and "log" in ast.unparse(node.func.value)
        ):
            yield node


def is_made_text(node: ast.expr) -> bool:
    """Whether the text of an exception, or of anything else, may get in with it."""
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    return name in MAKES_TEXT


def wrong(source: str) -> list[str]:
    """The calls that could carry values."""
    found = []
    for call in calls(source):
        words, *others = call.args
        is_fixed = isinstance(words, ast.Constant) or ast.unparse(words) == "words"
        if not is_fixed or any(is_made_text(other) for other in others):
            found.append(ast.unparse(call))
    return found


def test_no_call_carries_values() -> None:
    found = {path.name: wrong(path.read_text()) for path in SOURCES}
    assert sum(len([*calls(path.read_text())]) for path in SOURCES) > 15
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("call", "is_wrong"),
    [
        ('logger.warning("it ended: %s", error)', False),
        ('logger.info("%s rows", len(rows))', False),
        ('logger.warning(f"it ended: {error}")', True),
        ("logger.warning(str(error))", True),
        ('logger.warning("it ended: %s", str(error))', True),
        ('logging.getLogger("x").error("it said " + said)', True),
        ('logger.error("it said %s", output.decode())', True),
    ],
)
def test_a_call_that_could_is_noticed(call: str, is_wrong: bool) -> None:
    assert bool(wrong(call)) is is_wrong
