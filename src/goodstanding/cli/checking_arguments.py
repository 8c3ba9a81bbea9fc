"""The arguments that all commands with a spreadsheet share; kept apart so that help is quick."""

from __future__ import annotations

import argparse


def add_file_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --as, --json and --results."""
    parser.add_argument("file", metavar="FILE", help="the spreadsheet")
    parser.add_argument("--as", dest="username", required=True, help="who acts: a username")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--results", metavar="OUT", help="write the results file (.txt .xml .xlsx)")
