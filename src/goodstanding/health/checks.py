"""All checks, in the order in which they are told: the one list, for every door."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from django.db import Error, InterfaceError, OperationalError

from goodstanding.health import on_database, on_disk, on_work
from goodstanding.health.finding import Check, Finding, bad

logger = logging.getLogger(__name__)

CHECKS: tuple[Check, ...] = (
    Check("database-write", "Database", on_database.see_write, is_for_readiness=True),
    Check("migrations", "Tables", on_database.see_migrations, is_for_readiness=True),
    Check(
        "files-writable",
        "Files",
        on_disk.see_files,
        is_for_readiness=True,
        needs_database=False,
    ),
    Check("disk", "Disk", on_disk.see_room, is_for_readiness=True, needs_database=False),
    Check("worker", "Worker", on_work.see_worker, is_for_readiness=True),
)
READINESS = tuple(check for check in CHECKS if check.is_for_readiness)

Found = list[tuple[Check, Finding]]


def examine(checks: Sequence[Check]) -> Found:
    """Make these checks, each whatever comes of the others."""
    found: Found = []
    database: Finding | None = None
    for check in checks:
        if database is not None and check.needs_database:
            # It would only wait as long for the same answer.
            found.append((check, database))
            continue
        finding, is_away = _look(check)
        database = finding if is_away else database
        found.append((check, finding))
    return found


def is_all_ok(found: Iterable[tuple[Check, Finding]]) -> bool:
    """Whether nothing is bad."""
    return all(finding.is_ok for _, finding in found)


def _look(check: Check) -> tuple[Finding, bool]:
    """What it has found, and whether the database is away."""
    try:
        return check.look(), False
    except (OperationalError, InterfaceError) as error:
        said = f"The database does not answer ({type(error).__name__})."
        return bad(said, "Start it, or see what its log says."), True
    except (Error, OSError) as error:
        logger.warning("the check %s could not be made: %s", check.name, type(error).__name__)
        said = f"This could not be looked at ({type(error).__name__})."
        return bad(said, "The log of the server tells more."), False
