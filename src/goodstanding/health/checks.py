"""All checks, in the order in which they are told: the one list, for every door."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from django.db import Error, InterfaceError, OperationalError

from goodstanding.health import on_database, on_disk, on_history, on_network, on_work
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
    Check("housekeeping", "Housekeeping", on_work.see_housekeeping),
    Check("queue", "Queue", on_work.see_queue),
    Check("backup", "Backup", on_history.see_backup),
    Check("mail-held", "Mail", on_history.see_mail_held),
    Check("chain", "History", on_history.see_chain),
    Check("address", "Address", on_network.see_address, needs_database=False),
    Check("database-settings", "Settings of the database", on_database.see_settings),
    Check("clock", "Clock", on_database.see_clock),
    Check("home", "Data folder", on_disk.see_home, needs_database=False),
    Check("uploads", "Uploads", on_disk.see_uploads, is_slow=True),
    Check("mail", "Mail server", on_network.see_mail, is_slow=True, needs_database=False),
)
ON_PAGE = tuple(check for check in CHECKS if not check.is_slow)
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
