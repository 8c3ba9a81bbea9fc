"""``goodstanding template``: the spreadsheet to fill in."""

from __future__ import annotations

import argparse
from pathlib import Path

NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """-o OUT, --kind."""
    parser.add_argument("-o", "--out", required=True, metavar="OUT", help=".txt, .xml or .xlsx")
    parser.add_argument(
        "--kind", choices=("licenses", "learners", "license-types"), default="licenses"
    )


def run(options: argparse.Namespace) -> int:
    """Write the file."""
    from goodstanding.exports.template import template_file

    path = Path(options.out)
    _, _, content = template_file(options.kind, path.suffix.lstrip(".").lower())
    path.write_bytes(content)
    print(f"{path}: {len(content):,} bytes")
    return 0
