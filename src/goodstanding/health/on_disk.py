"""Checks of the disk and of the files on it."""

from __future__ import annotations

import os
import shutil
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.core.files.storage import default_storage

from goodstanding.health.finding import Finding, bad, good, soon
from goodstanding.imports.models import Import
from goodstanding.imports.storage import FOLDER

MEGABYTE = 1024**2
LEAST, LITTLE = 512 * MEGABYTE, 2048 * MEGABYTE
"""Below the one, the database and uploads may fail at any moment; below the other, soon."""


def see_files() -> Finding:
    """Files can be kept: one is written through to the disk, and is gone again."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder, buffering=0) as file:
            file.write(b"probe")
            os.fsync(file.fileno())
    except OSError as error:
        return bad(
            f"No file can be kept: {error.strerror}.",
            "Make room on the disk, or give the folder of files back to the user who runs Good "
            "Standing.",
        )
    return good("Files can be kept.")


def room_left() -> int:
    """The bytes that this user may still write, where there is least."""
    places = [_nearest(Path(place)) for place in (settings.HOME, settings.MEDIA_ROOT)]
    return min(shutil.disk_usage(place).free for place in places)


def see_room() -> Finding:
    """There is room for what people upload, and for the database."""
    room = room_left()
    said = f"{room / MEGABYTE:,.0f} MB of the disk are left."
    remedy = (
        "Make room, or give the data folder a larger disk. GOODSTANDING_FILE_DAYS says how long "
        "uploads are kept."
    )
    if room < LEAST:
        return bad(said, remedy)
    return soon(said, remedy) if room < LITTLE else good(said)


def _nearest(place: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(folder for folder in (place, *place.parents) if folder.is_dir())


def see_home() -> Finding:
    """The data folder and the key in it are for this user alone."""
    for place in (settings.HOME, settings.HOME / "secret-key"):
        if not place.exists():
            continue
        found = place.stat()
        if found.st_mode & 0o077:
            return bad(f"Others can read {place}.", f"Run chmod go= {place}.")
        if found.st_uid != os.geteuid():
            return soon(
                f"{place} belongs to another user than the one who asks.",
                "Run commands as the user who runs the server.",
            )
    return good(f"{settings.HOME} is for this user alone.")


def see_uploads() -> Finding:
    """What was uploaded is there, wherever the records say so."""
    kept = Import.objects.filter(files_removed_at=None, undoes=None, file_size__gt=0)
    wanted = {str(key) for key in kept.values_list("pk", flat=True).iterator(10_000)}
    there = set(default_storage.listdir(FOLDER)[0]) if default_storage.exists(FOLDER) else set()
    # What was removed in the meantime is not missing.
    missing = kept.filter(pk__in=[*islice(wanted - there, 10_000)]).count()
    if missing:
        return bad(
            f"The files of {missing:,} imports are missing; their records are there.",
            "If the data folder was copied or restored without its folder files, bring that back "
            "from the backup. What was imported is not touched by this.",
        )
    return good(f"The files of all {len(wanted):,} imports are there.")
