"""``goodstanding template``: the spreadsheet to fill in."""

from __future__ import annotations

import argparse

from goodstanding.cli.files import wanted_format, write_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """-o OUT, --kind, --filled, --as."""
    parser.add_argument("-o", "--out", required=True, metavar="OUT", help=".txt, .xml or .xlsx")
    parser.add_argument(
        "--kind", choices=("licenses", "learners", "license-types"), default="licenses"
    )
    parser.add_argument(
        "--filled", action="store_true", help="with the records as they are, to be changed"
    )
    parser.add_argument("--as", dest="username", help="who asks; an administrator by default")


def run(options: argparse.Namespace) -> int:
    """Write the file."""
    from goodstanding.cli.people import actor_or_administrator
    from goodstanding.exports.template import template_file

    fmt = wanted_format(options.out)
    actor = actor_or_administrator(options.username)
    file = template_file(options.kind, fmt, actor=actor, filled=options.filled)
    print(f"{options.out}: {write_output(options.out, file.blocks):,} bytes")
    return 0
