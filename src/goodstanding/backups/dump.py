"""The database as a compressed text of SQL, made and loaded by PostgreSQL's own programs."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import IO

from goodstanding.backups.snapshot import NOT_BACKED_UP, Connection, Snapshot
from goodstanding.config.database.programs import program
from goodstanding.refusals import Refusal

NEWEST_SERVER = 190_000
"""PostgreSQL 19 and later are newer than the programs that come along."""
SINCE_17 = b"SET transaction_timeout = 0;\n"
"""A line of each dump that older servers do not know and that changes nothing."""


def dump_database(moment: Snapshot, out: IO[bytes]) -> None:
    """Write the database as it was at that moment."""
    if moment.connection.info.server_version >= NEWEST_SERVER:
        raise Refusal(
            "database-newer-than-programs",
            f"The database is PostgreSQL {moment.server}; the programs that come along can back "
            "up versions 15 to 18.",
            "Use the pg_dump of that server, and copy the folder of files beside it.",
        )
    left = [f"--exclude-table-data={table}" for table in NOT_BACKED_UP]
    command: list[str | Path] = [
        *(program("pg_dump"), f"--snapshot={moment.id}", "--compress=gzip:2"),
        *("--no-owner", "--no-privileges", "--encoding=UTF8", *left),
        f"--dbname={moment.connection.info.dsn}",
    ]
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, stdout=out, stderr=said, env=_environment(moment.connection), check=False
        )
        if done.returncode:
            raise Refusal(
                "database-not-dumped",
                f"The database could not be written out: {_last_line(said)}",
                "Look into the log of the database, make room if the disk is full, and try again.",
            )


def load_database(connection: Connection, compressed: IO[bytes], more: str = "") -> None:
    """Load a dump, and ``more`` SQL after it, all of it or nothing."""
    command: list[str | Path] = [
        *(program("psql"), "--no-psqlrc", "--quiet"),
        *("--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--dbname={connection.info.dsn}"),
    ]
    with tempfile.TemporaryFile() as said:
        psql = subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=said, env=_environment(connection)
        )
        fed = _feed(psql, compressed, more, is_old=connection.info.server_version < 170_000)
        if psql.wait() or not fed:
            raise Refusal(
                "database-not-loaded",
                f"The database did not take the archive: {_last_line(said)}",
                "Nothing was changed. See that the database is empty, has room, and is "
                "PostgreSQL 15 or newer.",
            )


def _feed(psql: subprocess.Popen[bytes], compressed: IO[bytes], more: str, *, is_old: bool) -> bool:
    """Whether all of the text went in; psql says itself why not."""
    into = psql.stdin
    if into is None:
        return False
    try:
        with gzip.open(compressed) as text:
            head = text.read(65_536)
            # Not by psql's own option, which would commit what it has got if this process dies.
            into.write(b"BEGIN;\n")
            into.write(head.replace(SINCE_17, b"", 1) if is_old else head)
            while block := text.read(1024 * 1024):
                into.write(block)
            into.write(f"{more}COMMIT;\n".encode())
        into.close()
    except BrokenPipeError:
        return False
    except BaseException:
        psql.kill()
        psql.wait()
        raise
    return True


def _environment(connection: Connection) -> dict[str, str]:
    """That of this process, with the password, which every user could read in arguments."""
    return {**os.environ, "PGPASSWORD": connection.info.password, "PGAPPNAME": "goodstanding"}


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    errors = [line for line in lines if re.search(r"error|fatal", line, re.IGNORECASE)] or lines
    return re.sub(r"^\S*(pg_dump|psql)\S* (error: )?", "", (errors or ["it broke off."])[0])
