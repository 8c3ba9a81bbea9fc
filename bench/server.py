"""The one PostgreSQL server of a run, and a database of its own for everything measured."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

EMPTY = "goodstanding"
"""The database that the product itself makes: empty, in the locale that it wants."""


class Server:
    """The embedded server in a folder; it ends with this process."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        os.environ.pop("DATABASE_URL", None)
        from goodstanding.config.database import start_database

        self._parts: dict[str, Any] = dict(conninfo_to_dict(start_database(home)))
        os.environ.pop("DATABASE_URL")
        for name in self.databases():
            if name.startswith("run_"):
                self.drop(name)

    def address(self, database: str) -> str:
        """The address of a database, as DATABASE_URL takes it."""
        user, host, port = (self._parts.get(key, "") for key in ("user", "host", "port"))
        port_part = f"&port={port}" if port else ""
        return f"postgresql://{user}@/{database}?host={host}{port_part}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection that commits every statement."""
        return psycopg.connect(self.address(database), autocommit=True)

    def databases(self) -> list[str]:
        """The names of all databases."""
        with self.connect() as connection:
            found = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")
            return [name for (name,) in found]

    def drop(self, database: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def copy(self, base: str, database: str) -> None:
        """Make a database that is the very same as another, file by file."""
        self._run(f'CREATE DATABASE "{database}" TEMPLATE "{base}" STRATEGY FILE_COPY')

    def rename(self, old: str, new: str) -> None:
        """Give a database another name."""
        self._run(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def checkpoint(self) -> None:
        """Write everything down, so that nobody pays for what was before."""
        self._run("CHECKPOINT")

    def version(self) -> str:
        """The version of PostgreSQL."""
        with self.connect() as connection:
            row = connection.execute("SHOW server_version").fetchone()
            return str(row[0]).split()[0] if row else ""

    @contextmanager
    def copied(self, base: str, name: str) -> Iterator[str]:
        """A copy of a base for one run, dropped afterwards."""
        database = f"run_{name}"
        self.drop(database)
        self.copy(base, database)
        self.checkpoint()
        try:
            yield database
        finally:
            self.drop(database)

    def _run(self, statement: str) -> None:
        with self.connect() as connection:
            connection.execute(statement)
