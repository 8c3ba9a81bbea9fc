"""A folder of files in which a file is either there as a whole, and on the disk, or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from goodstanding.refusals import Refusal

PART = ".part-"
"""How the names of files begin that are still being written."""


class NotKept(Refusal):
    """The disk did not take a file."""

    status = 507

    def __init__(self, error: OSError) -> None:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        why = "the disk is full" if full else f"the disk says: {error.strerror}"
        super().__init__(
            "not-kept",
            f"The server could not keep the file, because {why}. Nothing was imported.",
            "Ask whoever runs the server to make room, then try again.",
        )


class DurableFiles(FileSystemStorage):
    """Writes to a temporary file, syncs it, renames it, syncs the folder; replaces what is there.

    Raises ``NotKept`` if the disk does not take it; then everything is as it was.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: our names are our own, and a second attempt replaces the first."""
        return name

    def _save(self, name: str, content: File[bytes]) -> str:
        target = Path(self.path(name))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(target, content)
            for folder in target.relative_to(self.location).parents:
                _sync(Path(self.location) / folder)
        except OSError as error:
            raise NotKept(error) from error
        return name


def _write(target: Path, content: File[bytes]) -> None:
    handle, part = tempfile.mkstemp(dir=target.parent, prefix=PART)
    try:
        with os.fdopen(handle, "wb") as written:
            for chunk in content.chunks():
                written.write(chunk)
            written.flush()
            os.fsync(written.fileno())
        os.replace(part, target)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
