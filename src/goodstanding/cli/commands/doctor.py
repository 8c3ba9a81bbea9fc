"""``goodstanding doctor``: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from goodstanding.cli.commands.check_config import unknown_settings, wrong_settings
from goodstanding.refusals import Refusal

if TYPE_CHECKING:
    from goodstanding.health.checks import Found
    from goodstanding.health.finding import Check, Finding

NEEDS_DATABASE = False
"""What is wrong may be the database."""
FOUND = 2
"""The exit code where something is bad."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Make every check, and say what was found."""
    refusals = wrong_settings()
    found = _of_settings(refusals) if refusals else _of_all()
    is_ok = all(finding.is_ok for _, finding in found)
    if options.json:
        checks = [
            {
                "name": check.name,
                "state": finding.state,
                "said": finding.said,
                "remedy": finding.remedy,
            }
            for check, finding in found
        ]
        print(json.dumps({"ok": is_ok, "checks": checks}, ensure_ascii=False, indent=2))
    else:
        for check, finding in found:
            print(f"{finding.state.upper():4}  {check.title}: {finding.said}")
            if finding.remedy:
                print(f"      {finding.remedy}")
    return 0 if is_ok else FOUND


def _of_settings(refusals: list[Refusal]) -> Found:
    """With settings that cannot be, nothing else can be looked at."""
    from goodstanding.health.finding import bad

    return [_told("settings", "Settings", bad(each.message, each.remedy)) for each in refusals]


def _told(name: str, title: str, finding: Finding) -> tuple[Check, Finding]:
    """What was found before any check could be made, in the shape of one."""
    from goodstanding.health.finding import Check

    return Check(name, title, lambda: finding), finding


def _of_all() -> Found:
    from goodstanding.cli.set_up import set_up
    from goodstanding.cli.unforeseen import as_refusal
    from goodstanding.health.finding import bad, good, soon

    refusal: Refusal | None = None
    try:
        set_up(may_migrate=True)
    except Refusal as error:
        refusal = error
    except Exception as error:  # whatever the database says, in a sentence
        refusal = as_refusal(error)
    unknown = [soon(each.message, each.remedy) for each in unknown_settings()]
    settings = unknown or [good("Every setting can be what it is.")]
    found = [_told("settings", "Settings", each) for each in settings]
    if refusal is None:
        from goodstanding.health.checks import CHECKS, examine

        return [*found, *examine(CHECKS)]
    return [*found, _told("database", "Database", bad(refusal.message, refusal.remedy))]
