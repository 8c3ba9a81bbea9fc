"""``goodstanding migrate``: bring the tables of a new or older installation up to date."""

from __future__ import annotations

import argparse

from goodstanding.cli.progress import tell

MIGRATES = True
"""It works on older data than the program's, because it changes it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--without-backup."""
    parser.add_argument(
        "--without-backup",
        action="store_true",
        help="do not back up the embedded database before it is changed",
    )


def run(options: argparse.Namespace) -> int:
    """Migrate, and say what was done."""
    from goodstanding.backups.before_migrations import bring_up_to_date
    from goodstanding.config.schema import read_schema

    taken = bring_up_to_date(tell, backed_up=not options.without_backup)
    for app, name in taken:
        print(f"{app} {name}")
    print(f"The data is up to date: {read_schema().version}.")
    return 0
