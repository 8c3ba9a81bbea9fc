"""``goodstanding import``: import a spreadsheet of licenses, whole or not at all."""

from __future__ import annotations

import argparse

from goodstanding.cli.checking_arguments import add_file_arguments, add_import_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --as, --json, --results, --only-good-rows."""
    add_file_arguments(parser)
    add_import_arguments(parser)
    parser.add_argument(
        "--only-good-rows",
        action="store_true",
        help="leave out the rows that cannot be imported, instead of importing nothing",
    )


def run(options: argparse.Namespace) -> int:
    """Check the file and import it."""
    from goodstanding.cli.checking import import_file

    return import_file(options, "licenses")
