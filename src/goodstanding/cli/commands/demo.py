"""``goodstanding demo``: load the demonstration organization into an empty installation."""

from __future__ import annotations

import argparse

from goodstanding.cli.progress import tell

MIGRATES = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Load it, unless it is there already."""

    from goodstanding.backups.before_migrations import bring_up_to_date
    from goodstanding.cli.demonstration import load_demonstration

    bring_up_to_date(tell)
    load_demonstration()
    return 0
