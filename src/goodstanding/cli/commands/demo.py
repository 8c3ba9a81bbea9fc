"""``goodstanding demo``: load the demonstration organization into an empty installation."""

from __future__ import annotations

import argparse

MIGRATES = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Load it, unless it is there already."""

    from goodstanding.cli.demonstration import load_demonstration
    from goodstanding.config.schema import bring_up_to_date

    bring_up_to_date()
    load_demonstration()
    return 0
