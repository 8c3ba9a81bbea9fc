"""The arguments that all commands with a spreadsheet share; kept apart so that help is quick."""

from __future__ import annotations

import argparse


def add_file_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --as, --json, --results, --only-newer, and how the file is to be read."""
    parser.add_argument("file", metavar="FILE", help="the spreadsheet")
    parser.add_argument("--as", dest="username", required=True, help="who acts: a username")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--results", metavar="OUT", help="write the results file (.txt .xml .xlsx)")
    parser.add_argument(
        "--only-newer",
        action="store_true",
        help="keep licenses on record that are good for longer than the file says",
    )
    reading = parser.add_argument_group("how the file is read, where it does not tell itself")
    reading.add_argument("--encoding", metavar="E", default="", help="its character set")
    reading.add_argument("--sheet", metavar="S", help="the sheet's name")
    reading.add_argument(
        "--header-row", metavar="N", type=int, help="the row of the headings; 0: there is none"
    )
    reading.add_argument(
        "--column",
        metavar="C=HEADING",
        action="append",
        default=[],
        help="what column C (a letter) means: one of our headings, or - to leave it out",
    )
    reading.add_argument("--dates", choices=("day-first", "month-first"), help="03/04/2027 is …")


def add_import_arguments(parser: argparse.ArgumentParser) -> None:
    """--accept-warnings, --confirm, --key."""
    parser.add_argument(
        "--accept-warnings", action="store_true", help="import although there are warnings"
    )
    parser.add_argument(
        "--confirm", metavar="N", help="import although an unusual share, N records, would change"
    )
    parser.add_argument(
        "--key", default="", help="a word of your own; the same again is the same import"
    )
