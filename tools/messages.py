"""``make messages``: every sentence that says what is wrong or refused, by its code, to be read."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "goodstanding"
SAYS = {"Problem", "Rule", "Unreadable", "cell_problem", "problem"}
"""What says something of a file; the rest are the refusals, found by their base classes."""


def main() -> int:
    """Print the code, the place in the sources, and the sentences of each."""
    trees = {path: ast.parse(path.read_text()) for path in sorted(SOURCES.rglob("*.py"))}
    names = SAYS | set(_refusals(trees.values()))
    for path, tree in trees.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else None
            called = call.func.id if isinstance(call.func, ast.Name) else called
            if called in names and (sentences := [*_sentences(call)]):
                print(f"{path.relative_to(SOURCES)}:{call.lineno}")
                print("\n".join(f"    {sentence}" for sentence in sentences))
    return 0


def _refusals(trees: Iterator[ast.Module]) -> Iterator[str]:
    """The names of all classes that are refusals, however far down."""
    known = {"Refusal"}
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    grown = True
    while grown:
        found = {each.name for each in classes if {ast.unparse(b) for b in each.bases} & known}
        grown, known = not found <= known, known | found
    return iter(known)


def _sentences(call: ast.Call) -> Iterator[str]:
    """Every text among what a call is given, with a name in braces for what is put in."""
    for given in [*call.args, *(keyword.value for keyword in call.keywords)]:
        inner = {id(part) for node in ast.walk(given) for part in _parts(node)}
        for node in ast.walk(given):
            text = _text(node)
            if text is not None and id(node) not in inner and len(text) > 2:
                yield text


def _parts(node: ast.AST) -> list[ast.AST]:
    """What a text is made of, so that it is not told a second time."""
    if isinstance(node, ast.JoinedStr):
        return [*node.values, *(leaf for value in node.values for leaf in ast.walk(value))]
    return []


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            f"{{{ast.unparse(value.value)}}}"
            if isinstance(value, ast.FormattedValue)
            else str(ast.literal_eval(value))
            for value in node.values
        )
    return None


if __name__ == "__main__":
    sys.exit(main())
