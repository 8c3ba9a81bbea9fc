"""Where the embedded database lies, and the files beside it."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

POINTER = "database-folder"
"""A file in the home that names the folder of the database, where that is another one."""
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432.lock")
"""So many bytes may the folder of a socket have: the system has room for no more."""


@dataclass(frozen=True, slots=True)
class Places:
    """``base`` holds the database and its locks: the home itself, unless root runs the program."""

    base: Path

    @property
    def folder(self) -> Path:
        """What PostgreSQL calls its data directory."""
        return self.base / "database"

    @property
    def lock(self) -> Path:
        """Locked for as long as any process of the database lives."""
        return self.base / "database.lock"

    @property
    def starting(self) -> Path:
        """Locked by whoever starts or stops the database."""
        return self.base / "database.starting"

    @property
    def users(self) -> Path:
        """Locked, shared, by every process that uses the database."""
        return self.base / "database.users"

    @property
    def guardian(self) -> Path:
        """Locked by the process that stops the database when nobody uses it any more."""
        return self.base / "database.guardian"

    @property
    def log(self) -> Path:
        """What the database says."""
        return self.base / "database.log"

    @property
    def socket_record(self) -> Path:
        """Names the folder of the socket, where the usual one cannot be named."""
        return self.base / "socket-folder"

    @property
    def socket(self) -> Path:
        """The folder of the socket."""
        usual = self.base / "socket"
        if _can_be_an_address(usual):
            return usual
        try:
            return Path(self.socket_record.read_text(encoding="utf-8").strip() or usual)
        except OSError:
            return usual


def find_places(home: Path) -> Places:
    """Where the database of this home is, or would be."""
    try:
        return Places(Path((home / POINTER).read_text(encoding="utf-8").strip()))
    except OSError:
        return Places(home)


def make_socket_folder(places: Places, owner: int, group: int) -> None:
    """A folder that nobody but its owner can look into; another, if the usual cannot be named.

    What lies there already and is not such a folder is never used.
    """
    usual = places.base / "socket"
    if _can_be_an_address(usual):
        usual.mkdir(mode=0o700, exist_ok=True)
        os.chown(usual, owner, group)
        usual.chmod(0o700)
    elif not _is_private(places.socket, owner):
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        place = runtime if runtime and _is_private(Path(runtime), os.getuid()) else None
        folder = Path(tempfile.mkdtemp(prefix="goodstanding-", dir=place))
        os.chown(folder, owner, group)
        part = places.socket_record.with_suffix(".part")
        part.write_text(str(folder), encoding="utf-8")
        part.replace(places.socket_record)


def _can_be_an_address(folder: Path) -> bool:
    """Whether a socket in the folder can be named: not too long, and no list of several hosts."""
    return len(os.fsencode(folder)) <= LONGEST_SOCKET and "," not in str(folder)


def _is_private(folder: Path, owner: int) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == owner
        and stat.S_IMODE(found.st_mode) & 0o077 == 0
    )
