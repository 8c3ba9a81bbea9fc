"""``goodstanding export``: licenses, available licenses or learners to a file."""

from __future__ import annotations

import argparse

from goodstanding.cli.files import wanted_format, write_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, -o OUT, --as."""
    parser.add_argument("what", choices=("licenses", "available", "learners"))
    parser.add_argument("-o", "--out", required=True, metavar="OUT", help=".txt, .xml or .xlsx")
    parser.add_argument("--as", dest="username", help="who asks; an administrator by default")


def run(options: argparse.Namespace) -> int:
    """Write the file."""
    from goodstanding.cli.people import actor_named, any_administrator
    from goodstanding.exports.available import available_file
    from goodstanding.exports.learners import learners_file
    from goodstanding.exports.licenses import licenses_file
    from goodstanding.licenses.queries import LicenseFilter

    actor = actor_named(options.username) if options.username else any_administrator()
    fmt = wanted_format(options.out)
    if options.what == "licenses":
        _, _, content = licenses_file(actor, LicenseFilter(learners="all"), fmt)
    elif options.what == "available":
        _, _, content = available_file(actor, fmt)
    else:
        _, _, content = learners_file(actor, fmt)
    write_output(options.out, content)
    print(f"{options.out}: {len(content):,} bytes")
    return 0
