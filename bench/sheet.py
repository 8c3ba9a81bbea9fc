"""A spreadsheet as people send it, made from an organization and a seed."""

from __future__ import annotations

from pathlib import Path

from bench.organization import CHANCE
from django.db import connection, transaction

HEADINGS = ("Username", "Last Name", "License ID", "License Number", "Issue Date",
            "Expiration Date", "Status", "Multistate", "Total Hours Required", "Notes")  # fmt: skip
CELLS = ("username", "last_name", "code", "number", "issued", "expires", "status", "multistate",
         "hours", "notes")  # fmt: skip

SHARES = {"add": 200, "change": 300, "same": 480, "wrong": 20}
"""Of a thousand rows of a dirty sheet, how many are of which kind."""

FLAWS = {
    "username": ("''", "'nobody' || (n % 97)"),
    "code": ("'UNICYCLE'",),
    "number": ("'1.23457E+11'",),
    "expires": ("'06/31/2027'", "'soon'", "'01/15/1999'", "'01/31/1930'"),
    "status": ("'Actve'",),
    "hours": ("'thirty'",),
    "last_name": ("'Somebody-Else'",),
}
"""By cell, what stands in it instead in rows that are wrong (or doubtful)."""


def write_dirty_sheet(path: Path, rows: int, seed: int = 1) -> None:
    """Adds, changes, sames and every kind of flaw, in no order."""
    _write(path, _rows(rows, seed, SHARES))


def write_same_sheet(path: Path, rows: int, seed: int = 1) -> None:
    """Every row says what is on record already."""
    _write(path, _rows(rows, seed, {"add": 0, "change": 0, "same": 1000, "wrong": 0}))


def _rows(rows: int, seed: int, shares: dict[str, int]) -> str:
    """SQL for the sheet: a row for each number, of a license on record or of a new one.

    Rows of a number on record are spread over all of the licenses, none of them twice; the ids
    of the licenses follow each other without gaps.
    """
    add, change = shares["add"], shares["add"] + shares["change"]
    wrong = 1000 - shares["wrong"]
    lot = f"{CHANCE.format('n', seed + 10)} % 1000"
    flaws = [(cell, flaw) for cell, each in FLAWS.items() for flaw in each]
    cells = {cell: cell for cell in CELLS}
    for cell in FLAWS:
        cases = " ".join(
            f"WHEN {number} THEN {flaw}" for number, (of, flaw) in enumerate(flaws) if of == cell
        )
        cells[cell] = (
            f"CASE WHEN lot < {wrong} THEN {cell} ELSE CASE n % {len(flaws)} {cases} "
            f"ELSE {cell} END END AS {cell}"
        )
    return f"""
        WITH size AS (SELECT count(*) AS held, min(id) AS first FROM licenses_license), codes AS (
            SELECT array_agg(code ORDER BY code) AS codes FROM licenses_licensetype WHERE expires
        ), drawn AS (
            SELECT n, {lot} AS lot, first + n::bigint * 7919 % held AS id FROM size,
                generate_series(0, {rows} - 1) n
        ), told AS (
            SELECT n, lot, username, last_name, l.status,
                CASE WHEN lot < {add} THEN codes[(array_position(codes, code) + n % 7 + 1)
                    % array_length(codes, 1) + 1] ELSE code END AS code,
                CASE WHEN lot < {add} THEN 'N' || lpad(n::text, 7, '0') ELSE number END AS number,
                to_char(issued_on, 'MM/DD/YYYY') AS issued,
                to_char(expires_on + CASE WHEN lot < {add} THEN 400
                    WHEN lot < {change} AND lot % 5 > 0 THEN 730 ELSE 0 END, 'MM/DD/YYYY')
                    AS expires,
                CASE WHEN multistate THEN 'Yes' ELSE 'No' END AS multistate,
                trim_scale(l.hours_required)::text AS hours,
                CASE WHEN lot BETWEEN {add} AND {change - 1} AND lot % 5 = 0
                    THEN 'Called on Monday' ELSE notes END AS notes
            FROM drawn JOIN licenses_license l USING (id) JOIN people_user u ON u.id = l.user_id
            JOIN licenses_licensetype t ON t.id = l.license_type_id, codes
        )
        SELECT {", ".join(cells.values())} FROM told ORDER BY n"""


def _write(path: Path, query: str) -> None:
    with path.open("wb") as out, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        out.write("\t".join(HEADINGS).encode() + b"\n")
        with cursor.cursor.copy(f"COPY ({query}) TO STDOUT WITH (NULL '')") as copy:
            for block in copy:
                out.write(block)
