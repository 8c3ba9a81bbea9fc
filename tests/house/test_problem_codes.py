"""Codes are stable, lower-case and readable, and each has one severity."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src/goodstanding").rglob("*.py"))
READABLE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
REFUSALS = {"Refusal", "Invalid", "Conflict", "StalePlan", "Unreadable"}
SEVERITIES = {"error", "warning", "note"}


def calls(names: set[str]) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of one of the names in the sources."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in names:
                yield path, node


def argument(call: ast.Call, place: int, name: str) -> str | None:
    """The argument, if it is a text that stands there literally."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == name]
    given += call.args[place : place + 1]
    return given[0].value if given and isinstance(given[0], ast.Constant) else None  # type: ignore[return-value]


def literals(node: ast.AST) -> Iterator[str]:
    """The texts of every ``pl.lit("…")`` below the node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pl.lit" and call.args:
            value = call.args[0]
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def problem_codes() -> list[tuple[str, str]]:
    """Code and severity of every problem that is made anywhere."""
    found = []
    for _, call in calls({"Problem", "Rule"}):
        code, severity = argument(call, 0, "code"), argument(call, 1, "severity")
        if code is not None and severity is not None:
            found.append((code, severity))
    for _, call in calls({"reading"}):
        for keyword in call.keywords:
            if keyword.arg == "code":
                # A value that cannot be read is an error unless the reader says otherwise.
                found += [(code, "error") for code in literals(keyword.value)]
    return found


def refusal_codes() -> list[str]:
    """The code of every refusal that is raised anywhere."""
    codes = [argument(call, 0, "code") for _, call in calls(REFUSALS)]
    return [code for code in codes if code is not None]


def test_there_are_codes_to_look_at() -> None:
    codes = {code for code, _ in problem_codes()}
    assert {"learner-unknown", "header-not-found", "date-unreadable"} <= codes
    assert len(codes) > 30
    assert {"empty-file", "license-exists"} <= set(refusal_codes())


def test_problem_codes_are_lower_case_words_with_hyphens() -> None:
    assert [code for code, _ in problem_codes() if not READABLE.fullmatch(code)] == []


def test_refusal_codes_are_lower_case_words_with_hyphens() -> None:
    assert [code for code in refusal_codes() if not READABLE.fullmatch(code)] == []


def test_a_code_has_one_severity() -> None:
    severities: dict[str, set[str]] = {}
    for code, severity in problem_codes():
        severities.setdefault(code, set()).add(severity)
    assert {code: found for code, found in severities.items() if len(found) > 1} == {}
    assert {severity for found in severities.values() for severity in found} <= SEVERITIES


def test_messages_do_not_hide_behind_stock_phrases() -> None:
    stock = re.compile(
        r"\binvalid\b|error occurred|please contact|something went wrong", re.IGNORECASE
    )
    found = [
        f"{path.relative_to(ROOT)}: {text.value}"
        for path, call in calls({"Problem", "Rule", *REFUSALS})
        for text in ast.walk(call)
        if isinstance(text, ast.Constant) and stock.search(str(text.value))
    ]
    assert found == []
