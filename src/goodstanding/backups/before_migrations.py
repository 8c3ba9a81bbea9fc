"""A backup of the embedded database before an upgrade changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from goodstanding.config import schema
from goodstanding.config.database import is_embedded
from goodstanding.config.environment import make_home
from goodstanding.refusals import Refusal

KEPT = 3
"""So many of the last backups before upgrades are kept."""
BEGINNING = "before-upgrade-"


def bring_up_to_date(
    tell: Callable[[str], None], *, backed_up: bool = True
) -> list[tuple[str, str]]:
    """Make or change the tables as this program needs them; give the migrations that it took.

    Data that is there is backed up before, into the data folder, if the database is the embedded
    one: without the files, which no migration changes. If that cannot be, nothing is changed.
    """

    def before() -> None:
        if backed_up and is_embedded():
            _back_up(tell)

    return schema.bring_up_to_date(before)


def _back_up(tell: Callable[[str], None]) -> None:
    # Imported here: it takes longer than most of what only looks whether there is something to do.
    from goodstanding.backups.make import make_backup

    try:
        folder = make_home() / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        now = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
        path, _ = make_backup(str(folder / f"{BEGINNING}{now}.tar"), tell, with_files=False)
    except (Refusal, OSError) as error:
        why = error.message if isinstance(error, Refusal) else f"{error.strerror}."
        raise Refusal(
            "not-upgraded",
            f"The data was not brought up to date, because it could not be backed up before: {why}",
            "Make room, or back it up elsewhere with goodstanding backup OUT, and then run "
            "goodstanding migrate --without-backup.",
        ) from error
    tell(f"The database was backed up to {path}")
    _remove_old(folder)


def _remove_old(folder: Path) -> None:
    for path in sorted(folder.glob(f"{BEGINNING}*.tar"))[:-KEPT]:
        path.unlink()
