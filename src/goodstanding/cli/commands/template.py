"""``goodstanding template``: the spreadsheet to fill in."""

from __future__ import annotations

import argparse

from goodstanding.cli.files import wanted_format, write_output

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

    _, _, content = template_file(options.kind, wanted_format(options.out))
    write_output(options.out, content)
    print(f"{options.out}: {len(content):,} bytes")
    return 0
