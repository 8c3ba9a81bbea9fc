"""``goodstanding import-learners``: import a spreadsheet of users, by the same engine."""

from __future__ import annotations

import argparse

from goodstanding.cli.checking_arguments import add_file_arguments, add_import_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --as, --json, --results."""
    add_file_arguments(parser)
    add_import_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Check the file and import it."""
    from goodstanding.cli.checking import import_file

    return import_file(options, "learners")
