"""The floor of importing: the very rows that an import wrote, by bare COPY and one UPDATE.

``folder`` has them as ``bench.written`` took them from a database after an import. All indexes,
constraints and triggers are in place, and it is one transaction, as in an import.
"""

from __future__ import annotations

from pathlib import Path

from bench.contenders.records import EVENT, LICENSE, VERSION, count_versions
from bench.measure import Measured, measure

BLOCK = 1024 * 1024


def run(file: str, rows: int, folder: str) -> list[Measured]:
    """Write the rows; ``file`` was what the import that wrote them had read."""
    before = count_versions()
    found, _ = measure("import", rows, lambda: _write(Path(folder)))
    after = count_versions()
    found.facts = {key: after[key] - before[key] for key in after}
    return [found]


def _write(folder: Path) -> None:
    from django.db import connection, transaction

    columns = ", ".join(LICENSE)
    values = ", ".join(f"{each} = s.{each}" for each in LICENSE[1:])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        _copy(cursor, folder / "event", f"history_event ({', '.join(EVENT)})")
        _copy(cursor, folder / "new", f"licenses_license ({columns})")
        cursor.execute(
            f"CREATE TEMPORARY TABLE changed ON COMMIT DROP AS SELECT {columns} "
            "FROM licenses_license WITH NO DATA"
        )
        _copy(cursor, folder / "changed", f"changed ({columns})")
        cursor.execute("ANALYZE changed")
        cursor.execute(f"UPDATE licenses_license t SET {values} FROM changed s WHERE t.id = s.id")
        _copy(cursor, folder / "versions", f"licenses_licenseversion ({', '.join(VERSION)})")


def _copy(cursor: object, path: Path, into: str) -> None:
    with path.open("rb") as source, cursor.cursor.copy(f"COPY {into} FROM STDIN") as copy:  # type: ignore[attr-defined]
        while block := source.read(BLOCK):
            copy.write(block)
