"""Whether program and database belong together, and how a database is brought up to date."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from goodstanding import __version__
from goodstanding.refusals import Refusal

OLDEST_SERVER = 150_000
"""PostgreSQL 15, in the numbers of ``server_version_num``."""
MIGRATION_LOCK = 7_410_268
"""The number of the advisory lock under which one process at a time migrates."""

Migration = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Schema:
    """The migrations of our own that this program has, and those that the database has seen."""

    known: frozenset[Migration]
    applied: frozenset[Migration]

    @property
    def is_empty(self) -> bool:
        """Whether the database has no tables of ours at all."""
        return not self.applied

    @property
    def missing(self) -> list[Migration]:
        """What the database has not seen yet."""
        return sorted(self.known - self.applied)

    @property
    def unknown(self) -> list[Migration]:
        """What a newer program has done to the database."""
        return sorted(self.applied - self.known)

    @property
    def version(self) -> str:
        """The last migration of each part, such as ``history 0002, people 0006``; "" for none."""
        last = {app: name[:4] for app, name in sorted(self.applied)}
        return ", ".join(f"{app} {number}" for app, number in sorted(last.items()))


def read_schema() -> Schema:
    """What the database says of itself, beside what this program knows."""
    known = frozenset(known_migrations())
    ours = {app for app, _ in known}
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return Schema(known, frozenset())
        query = "SELECT app, name FROM django_migrations WHERE app = ANY(%s)"
        cursor.execute(query, [sorted(ours)])
        return Schema(known, frozenset(cursor.fetchall()))


def known_migrations() -> list[Migration]:
    """The migrations of our own that this program has; needs settings, but no database."""
    # By the names of their files: to import them all takes longer than many a command.
    return [
        (app.rpartition(".")[2], module.name)
        for app in settings.INSTALLED_APPS
        if app.startswith("goodstanding.") and (found := find_spec(f"{app}.migrations"))
        for module in pkgutil.iter_modules(found.submodule_search_locations)
    ]


def check_database(*, may_migrate: bool = False) -> None:
    """Raise ``Refusal`` where this program cannot work with the database.

    ``may_migrate`` is for commands that bring it up to date themselves.
    """
    _check_server()
    schema = read_schema()
    if schema.unknown:
        app, name = schema.unknown[-1]
        raise Refusal(
            "data-newer-than-program",
            f"The data was last used by a newer version of Good Standing than this one, "
            f"{__version__}, which does not know its change {app} {name}. Nothing was touched.",
            "Install the newer version again, or restore a backup from before the upgrade.",
        )
    if may_migrate or not schema.missing:
        return
    if schema.is_empty:
        raise Refusal(
            "not-set-up",
            "This installation has no tables yet.",
            "Run goodstanding create-administrator NAME for a new one, or goodstanding serve.",
        )
    raise Refusal(
        "data-older-than-program",
        f"The data was last used by an earlier version of Good Standing than this one, "
        f"{__version__}. Nothing was touched.",
        "Bring it up to date with goodstanding migrate, or start goodstanding serve, which does.",
    )


def _check_server() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'), "
            "current_setting('transaction_read_only') = 'on', current_setting('server_encoding')"
        )
        number, name, is_read_only, encoding = cursor.fetchone()
    if number < OLDEST_SERVER:
        raise Refusal(
            "database-too-old",
            f"The database is PostgreSQL {name}; Good Standing needs 15 or newer.",
            "Upgrade it, or leave DATABASE_URL out to use the database that comes along.",
        )
    if encoding != "UTF8":
        raise Refusal(
            "database-encoding",
            f"The database keeps its text in {encoding}; Good Standing needs UTF8, for names in "
            "any script.",
            "Make another one: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME",
        )
    if is_read_only:
        raise Refusal(
            "database-read-only",
            "The database can only be read: it is a standby, or set to read only.",
            "Let DATABASE_URL name the server that takes changes.",
        )


def bring_up_to_date(before: Callable[[], None]) -> list[Migration]:
    """Make or change the tables as this program needs them; give the migrations that it took.

    Only one process does it at a time; others wait, and find nothing left to do. ``before`` is
    called where tables that are there already are about to be changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            schema = read_schema()
            if schema.missing and not schema.is_empty:
                before()
            return migrate()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def migrate() -> list[Migration]:
    """The same, for whoever holds ``MIGRATION_LOCK`` already."""
    missing = read_schema().missing
    call_command("migrate", verbosity=0)
    return missing
