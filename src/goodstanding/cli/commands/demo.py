"""``goodstanding demo``: load the demonstration organization into an empty installation."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Load it, unless it is there already."""
    from django.core.management import call_command

    from goodstanding.cli.demonstration import load_demonstration

    call_command("migrate", verbosity=0)
    load_demonstration()
    return 0
