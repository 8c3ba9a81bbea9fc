"""Where an archive is restored to: nothing may be there, and nothing may be left if it fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

from goodstanding.backups.archive import BLOCK, members_of
from goodstanding.backups.manifest import SECRET_KEY, Manifest
from goodstanding.backups.snapshot import Connection, own_connection
from goodstanding.config.environment import data_home, read_text
from goodstanding.config.schema import MIGRATION_LOCK
from goodstanding.refusals import Refusal

OURS = (
    "WHERE {}namespace::regnamespace::text !~ '^(pg_|information_schema$)' AND NOT EXISTS "
    "(SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')"
)


@contextmanager
def empty_target(manifest: Manifest) -> Iterator[Connection]:
    """Hold an empty installation for oneself; it is emptied again unless all goes well."""
    files = Path(settings.MEDIA_ROOT)
    with own_connection() as connection:
        if not _one(connection, "SELECT pg_try_advisory_lock(%s)", MIGRATION_LOCK):
            raise _in_use("another process is setting it up")
        if _made(connection):
            raise _in_use("its database has tables or functions")
        if manifest.files is not None and files.is_dir() and any(files.iterdir()):
            raise _in_use(f"there are files in {files}")
        try:
            yield connection
        except BaseException:
            connections.close_all()
            _drop_all(connection)
            if manifest.files is not None:
                shutil.rmtree(files, ignore_errors=True)
            raise


def put_files(archive: Path, manifest: Manifest) -> None:
    """Put all files of an archive in their places, and see that they are on the disk."""
    root = Path(settings.MEDIA_ROOT)
    with members_of(archive) as opened:
        for path, digest in (manifest.files or {}).items():
            target = root / path
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file, opened(f"files/{digest}") as kept:
                shutil.copyfileobj(kept, file, BLOCK)
    os.sync()  # once for all, which is far quicker than file by file


def put_secret_key(archive: Path, manifest: Manifest) -> None:
    """Take over the signing key, unless the settings give one."""
    if read_text("GOODSTANDING_SECRET_KEY") or SECRET_KEY not in manifest.members:
        return
    target = data_home() / SECRET_KEY
    part = target.with_name(f"{SECRET_KEY}.{os.getpid()}")
    with members_of(archive) as opened, opened(SECRET_KEY) as kept:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(kept, file)
    part.replace(target)


def _drop_all(connection: Connection) -> None:
    """Drop what was made in a database that had been empty."""
    for what, name in _made(connection):
        connection.execute(f"DROP {what} IF EXISTS {name} CASCADE")


def _made(connection: Connection) -> list[tuple[str, str]]:
    """Tables and functions of the database, but for those of PostgreSQL and its extensions."""
    tables = f"SELECT 'TABLE', o.oid::regclass::text FROM pg_class o {OURS.format('rel')}"
    functions = f"SELECT 'ROUTINE', o.oid::regprocedure::text FROM pg_proc o {OURS.format('pro')}"
    both = f"{tables} AND relkind IN ('r', 'p') UNION ALL {functions}"
    return connection.execute(both).fetchall()


def _one(connection: Connection, statement: str, *values: object) -> object:
    row = connection.execute(statement, values).fetchone()
    return row[0] if row else None


def _in_use(why: str) -> Refusal:
    return Refusal(
        "target-in-use",
        f"The archive can only be restored into an empty installation, and this one is not: {why}.",
        "Let GOODSTANDING_HOME name a new folder (and DATABASE_URL, if you use it, an empty "
        "database). Nothing was changed.",
    )
