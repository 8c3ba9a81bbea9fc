"""What an import wrote, taken from the database after it: for the floor, and to count against."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from bench.contenders.records import EVENT, LICENSE, VERSION


class Written:
    """The rows of the last event of a database, as files in a folder, ready for COPY."""

    def __init__(self, connection: psycopg.Connection[Any], folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        row = connection.execute("SELECT max(id) FROM history_event").fetchone()
        event = int(row[0]) if row else 0
        versions = f"FROM licenses_licenseversion WHERE event_id = {event}"
        columns = ", ".join(LICENSE).replace("id", "record_id", 1)
        queries = {
            "event": f"SELECT {', '.join(EVENT)} FROM history_event WHERE id = {event}",
            "new": f"SELECT {columns} {versions} AND version = 1 ORDER BY id",
            "changed": f"SELECT {columns} {versions} AND version > 1 ORDER BY id",
            "versions": f"SELECT {', '.join(VERSION)} {versions} ORDER BY id",
        }
        for name, query in queries.items():
            _copy(connection, query, folder / name)
        self.rows = connection.execute(f"SELECT source_row, version {versions}").fetchall()

    def expected(self, rows: int) -> dict[str, int]:
        """How many licenses are added and changed by the first rows of the file.

        The row below the headings is row 2, as a spreadsheet program shows it.
        """
        first = [version for row, version in self.rows if row <= rows + 1]
        return {"add": first.count(1), "change": len(first) - first.count(1)}


def _copy(connection: psycopg.Connection[Any], query: str, path: Path) -> None:
    with (
        path.open("wb") as out,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT") as copy,
    ):
        for block in copy:
            out.write(block)
