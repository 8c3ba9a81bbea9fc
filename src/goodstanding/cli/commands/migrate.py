"""``goodstanding migrate``: bring the tables of a new or older installation up to date."""

from __future__ import annotations

import argparse

MIGRATES = True
"""It works on older data than the program's, because it changes it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Migrate, and say what was done."""
    from goodstanding.config.schema import bring_up_to_date, read_schema

    taken = bring_up_to_date()
    for app, name in taken:
        print(f"{app} {name}")
    print(f"The data is up to date: {read_schema().version}.")
    return 0
