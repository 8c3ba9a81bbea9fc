"""``goodstanding inspect``: how a file is read; needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from goodstanding.cli.files import readable_file
from goodstanding.formats.table import ROW, Document, Table
from goodstanding.refusals import Refusal

NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --sheet, --encoding, --format."""
    parser.add_argument("file", metavar="FILE", help="the file to read")
    parser.add_argument("--sheet", metavar="S", help="a sheet's name, or its number from 1")
    parser.add_argument("--encoding", metavar="E", default="", help="a text's character set")
    parser.add_argument("--format", choices=("json", "tsv"), default="json")


def run(options: argparse.Namespace) -> int:
    """Read the file and print it; exit code 2 if something in it is wrong."""
    from goodstanding.formats.read import read_file

    options.json = options.format == "json"
    document = read_file(readable_file(options.file), encoding=options.encoding)
    table = _chosen(document, options.sheet)
    if options.json:
        print(json.dumps(_described(document, table), ensure_ascii=False))
    else:
        _print_rows(table)
    problems = (*document.problems, *table.problems)
    return 2 if any(problem.severity == "error" for problem in problems) else 0


def _chosen(document: Document, wanted: str | None) -> Table:
    """The sheet that is asked for, else the first that is not hidden."""
    if wanted is None:
        shown = [table for table in document.tables if not table.hidden]
        return (shown or list(document.tables))[0]
    for number, table in enumerate(document.tables, start=1):
        if wanted in (table.name, str(number)):
            return table
    names = ", ".join(table.name for table in document.tables)
    raise Refusal("sheet-unknown", f"The file has no sheet {wanted}.", f"It has: {names}.")


def _described(document: Document, table: Table) -> dict[str, object]:
    return {
        "read_as": document.read_as.describe(),
        "sheets": [
            {"name": one.name, "hidden": one.hidden, "rows": one.frame.height}
            for one in document.tables
        ],
        "sheet": table.name,
        "rows": [
            {"row": row, "cells": ["" if cell is None else cell for cell in cells]}
            for row, *cells in table.frame.iter_rows()
        ],
        "problems": [asdict(problem) for problem in (*document.problems, *table.problems)],
    }


def _print_rows(table: Table) -> None:
    text = table.frame.drop(ROW).write_csv(
        separator="\t", include_header=False, null_value="", quote_style="necessary"
    )
    sys.stdout.write(text)
