"""``goodstanding check-config``: tell what is wrong with the settings, all of it at once."""

from __future__ import annotations

import argparse
import importlib
import json
import os
from difflib import get_close_matches

from goodstanding.config import environment
from goodstanding.config.environment import WrongSetting
from goodstanding.refusals import Refusal

NEEDS_DATABASE = False
FOUND = 2
"""The exit code where something is wrong."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Read every setting, then ask the database; change nothing."""
    found = [*wrong_settings(), *unknown_settings()]
    if not found:
        found = _wrong_database()
    if options.json:
        problems = [
            {"code": each.code, "message": each.message, "remedy": each.remedy} for each in found
        ]
        print(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
    else:
        for each in found:
            print(f"{each.message}\n  {each.remedy}")
        if not found:
            print("The settings are right, and the database answers.")
    return FOUND if found else 0


def wrong_settings() -> list[Refusal]:
    """Each setting that cannot be. One that is wrong is put aside, to see what else is."""
    found: list[Refusal] = []
    given = dict(os.environ)
    try:
        while True:
            try:
                importlib.import_module("goodstanding.config.settings")
            except WrongSetting as wrong:
                found.append(wrong)
                if os.environ.pop(wrong.name, None) is None:
                    return found
            else:
                return found
    finally:
        os.environ.update(given)


def unknown_settings() -> list[Refusal]:
    """Names that look like settings of ours and are none, most likely misspelled."""
    known = environment.asked
    names = [name.removesuffix("_FILE") for name in os.environ if name.startswith("GOODSTANDING_")]
    return [
        Refusal("setting-unknown", f"{name} is not a setting.", _did_you_mean(name, known))
        for name in sorted({*names} - known)
    ]


def _did_you_mean(name: str, known: set[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"Did you mean {close[0]}?" if close else "ARCHITECTURE.md lists all settings."


def _wrong_database() -> list[Refusal]:
    from goodstanding.cli.set_up import set_up
    from goodstanding.cli.unforeseen import as_refusal

    try:
        set_up(may_migrate=True)
    except Refusal as refusal:
        return [refusal]
    except Exception as error:  # whatever the database says, in a sentence
        return [as_refusal(error)]
    return []
