"""How the command line shows a check and its outcome: as words, or as one JSON object."""

from __future__ import annotations

import json
from typing import Any

from goodstanding.cli.files import wanted_format, write_output
from goodstanding.imports.models import Import, State
from goodstanding.imports.problem_groups import ProblemGroup
from goodstanding.imports.results import results_file
from goodstanding.imports.review import review
from goodstanding.imports.shown import shown_frame

COUNTS = ("read", "add", "change", "remove", "same", "kept", "cannot", "blank")
SHOWN_ROWS = 5


def as_json(import_: Import) -> str:
    """State, counts, problems, how the file was read, and the digest of the plan."""
    problems = shown_frame(import_, "problems").to_dicts() if import_.plan_digest else []
    said: dict[str, Any] = {
        "state": import_.state,
        "counts": {name: import_.counts.get(name, 0) for name in COUNTS},
        "problems": problems or _refusal_as_problem(import_),
        "read_as": import_.read_as.get("words"),
        "plan_digest": import_.plan_digest or None,
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def in_words(import_: Import) -> str:
    """What the check found or the import did, for people."""
    if import_.state == State.UNREADABLE:
        told = import_.refusal
        return f"{_message_with_place(told)}\n{told['remedy']}\n[{told['code']}]"
    counts = import_.counts
    blank = f" ({counts['blank']:,} empty rows passed over)" if counts["blank"] else ""
    lines = [
        f"{import_.file_name}: {counts['read']:,} rows read as {import_.read_as['words']}{blank}.",
        _sentence(import_),
    ]
    for group in review(import_).problems:
        lines += _group_in_words(group)
    return "\n".join([*lines, _verdict(import_)])


def outcome_in_words(import_: Import) -> str:
    """What was done, in one line."""
    return f"{import_.file_name}:{_sentence(import_)[1:]}. {_verdict(import_)}"


def write_results(import_: Import, target: str) -> None:
    """Write the results file; the ending of its name (.txt, .xml, .xlsx) gives the format."""
    write_output(target, results_file(import_, wanted_format(target)).blocks)


def _sentence(import_: Import) -> str:
    done = import_.state == State.IMPORTED
    words = {
        "add": ("to be added", "added"),
        "change": ("to be changed", "changed"),
        "remove": ("to be deleted", "deleted"),
        "same": ("already the same", "already the same"),
        "kept": ("to stay as on record", "kept as on record"),
        "cannot": ("cannot be imported", "left out"),
    }
    parts = [
        f"{count:,} {pair[done]}"
        for key, pair in words.items()
        if (count := import_.counts.get(key, 0)) or key != "kept"
    ]
    return "  " + " · ".join(parts)


def _group_in_words(group: ProblemGroup) -> list[str]:
    label = {"error": "Error", "warning": "Please look", "note": "Note"}[group.severity]
    lines = [f"  {label} [{group.code}], {group.count:,} times. {group.remedy}"]
    for row in group.rows[:SHOWN_ROWS]:
        place = ", ".join(
            part for part in (f"row {row.row}" if row.row else "", row.column or "") if part
        )
        hint = f" Did you mean {row.suggestion}?" if row.suggestion else ""
        value = f" ({row.value})" if row.value else ""
        lines.append(f"    {place}{value}: {row.message}{hint}".replace("    :", "   "))
    return lines


def _verdict(import_: Import) -> str:
    if import_.state == State.IMPORTED:
        if import_.changes:
            return "Imported."
        if import_.counts["cannot"]:
            return "Nothing was imported: no row was left that would change anything."
        return "Nothing to import: all of it is there already."
    if import_.counts["errors"]:
        return "Nothing has been changed. Correct the rows above and check the file again."
    return (
        "Nothing has been changed. No errors found; this does not mean that the file is complete."
    )


def _message_with_place(told: dict[str, str]) -> str:
    """The message, and where, unless it says so itself."""
    message, place = told["message"], told["place"]
    return f"{message} ({place})" if place and place not in message else message


def _refusal_as_problem(import_: Import) -> list[dict[str, Any]]:
    if not import_.refusal:
        return []
    told = import_.refusal
    return [
        {
            "code": told["code"],
            "severity": "error",
            "row": None,
            "column": None,
            "value": None,
            "message": _message_with_place(told),
            "remedy": told["remedy"],
            "suggestion": None,
        }
    ]
