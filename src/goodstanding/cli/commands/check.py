"""``goodstanding check``: what an import of a spreadsheet of licenses would do."""

from __future__ import annotations

import argparse

from goodstanding.cli.checking_arguments import add_file_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --as, --json, --results."""
    add_file_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Check the file."""
    from goodstanding.cli.checking import check_file

    return check_file(options, "licenses")
