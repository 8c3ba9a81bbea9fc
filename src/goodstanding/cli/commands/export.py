"""``goodstanding export``: licenses, available licenses or learners to a file."""

from __future__ import annotations

import argparse
from datetime import date

from goodstanding.cli.files import wanted_format, write_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, -o OUT, --known-on, --as."""
    parser.add_argument("what", choices=("licenses", "available", "learners"))
    parser.add_argument("-o", "--out", required=True, metavar="OUT", help=".txt, .xml or .xlsx")
    parser.add_argument(
        "--known-on",
        metavar="DAY",
        type=date.fromisoformat,
        help="licenses as they were on record at the end of that day",
    )
    parser.add_argument("--as", dest="username", help="who asks; an administrator by default")


def run(options: argparse.Namespace) -> int:
    """Write the file."""
    from goodstanding.cli.people import actor_or_administrator
    from goodstanding.exports.available import available_file
    from goodstanding.exports.learners import learners_file
    from goodstanding.exports.licenses import licenses_file
    from goodstanding.licenses.queries import LicenseFilter

    actor = actor_or_administrator(options.username)
    fmt = wanted_format(options.out)
    if options.what == "licenses":
        wanted = LicenseFilter(learners="all", known_on=options.known_on)
        file = licenses_file(actor, wanted, fmt)
    elif options.what == "available":
        file = available_file(actor, fmt)
    else:
        file = learners_file(actor, fmt)
    print(f"{options.out}: {write_output(options.out, file.blocks):,} bytes")
    return 0
