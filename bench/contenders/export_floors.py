"""The floors of exporting: ``COPY TO`` of the same columns; bare XlsxWriter with the same cells."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from bench.measure import Measured, measure

COLUMNS = """
    u.username, u.last_name, u.first_name, t.code, t.professional_role, t.state, t.name, l.number,
    to_char(l.issued_on, 'MM/DD/YYYY'), to_char(l.expires_on, 'MM/DD/YYYY'),
    l.does_not_expire, l.status, l.multistate, l.hours_required,
    to_char(l.verified_on, 'MM/DD/YYYY'), l.verified_by, l.verification_method, l.notes"""
TABLES = """licenses_license l JOIN people_user u ON u.id = l.user_id
    JOIN licenses_licensetype t ON t.id = l.license_type_id"""


def run(fmt: str, rows: int) -> list[Measured]:
    """Every license into a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out.{fmt}"
        if fmt == "txt":
            found, _ = measure("export txt", rows, lambda: _copy(path))
        else:
            cells = _cells(path.with_suffix(".txt"))
            found, _ = measure("export xlsx", len(cells), lambda: _write(cells, path))
            if len(cells) != rows:
                raise RuntimeError(f"{len(cells)} rows instead of {rows}")
        found.facts = {"bytes": os.path.getsize(path)}
        return [found]


def _copy(path: Path) -> None:
    from django.db import connection

    statement = f"COPY (SELECT {COLUMNS} FROM {TABLES}) TO STDOUT WITH (NULL '')"
    with (
        path.open("wb") as out,
        connection.cursor() as cursor,
        cursor.cursor.copy(statement) as copy,
    ):
        for block in copy:
            out.write(block)


def _cells(path: Path) -> list[list[str]]:
    """The cells of every row, there before the clock runs."""
    _copy(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


def _write(rows: list[list[str]], path: Path) -> None:
    import xlsxwriter

    book: Any = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Licenses")
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text)
    book.close()
