"""The arguments that all commands with a spreadsheet share; kept apart so that help is quick."""

from __future__ import annotations

import argparse


def add_file_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --as, --json, --results, and how the file is to be read."""
    parser.add_argument("file", metavar="FILE", help="the spreadsheet")
    parser.add_argument("--as", dest="username", required=True, help="who acts: a username")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--results", metavar="OUT", help="write the results file (.txt .xml .xlsx)")
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
