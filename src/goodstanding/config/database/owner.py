"""Who runs the database: whoever runs the program, or, for root, a user of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goodstanding.config.database.locks import is_held
from goodstanding.config.database.places import POINTER, Places, find_places
from goodstanding.refusals import Refusal

SERVICE_USER = "goodstanding"
SERVICE_FOLDER = Path("/var/lib/goodstanding")
"""Where the database of root lies, and its programs, if its user cannot get to the home."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A user of this machine, by number and name."""

    uid: int
    gid: int
    name: str

    def as_user(self) -> dict[str, Any]:
        """What ``subprocess`` is told to run something as this user."""
        if os.getuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def settle(home: Path) -> tuple[Places, Owner]:
    """Where the database of this home lies, and who runs it. Nothing above the home is opened.

    PostgreSQL does not run as root. For root, another user runs it, to whom the home is given, or
    who gets a folder of its own elsewhere if the way to the home is closed to all others.
    """
    places = find_places(home)
    if os.getuid() != 0:
        return places, _owner(os.getuid())
    owner = _owner_of(places.folder)
    if places.base != home:
        return places, owner
    if can_reach(home.parent, owner):
        os.chown(home, owner.uid, owner.gid)
        return places, owner
    return _moved(home, places, owner), owner


def can_reach(folder: Path, owner: Owner) -> bool:
    """Whether the user can get to what lies in the folder."""
    return all(_may_pass(each.stat(), owner) for each in (folder, *folder.parents))


def _may_pass(found: os.stat_result, owner: Owner) -> bool:
    if found.st_uid == owner.uid:
        return bool(found.st_mode & 0o100)
    return bool(found.st_mode & (0o010 if found.st_gid == owner.gid else 0o001))


def _owner_of(folder: Path) -> Owner:
    """Who owns the database that is there already, else the service user."""
    if folder.exists() and folder.stat().st_uid != 0:
        try:
            return _owner(folder.stat().st_uid)
        except KeyError:  # of another machine, or another container
            owner = _service_user()
            _give(folder, owner)
            return owner
    return _service_user()


def _owner(uid: int) -> Owner:
    found = pwd.getpwuid(uid)
    return Owner(found.pw_uid, found.pw_gid, found.pw_name)


def _service_user() -> Owner:
    try:
        found = pwd.getpwnam(SERVICE_USER)
    except KeyError:
        _make_user()
        found = pwd.getpwnam(SERVICE_USER)
    return Owner(found.pw_uid, found.pw_gid, found.pw_name)


def _make_user() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SERVICE_USER]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        why = done.stderr.strip() if done.returncode not in {0, 9} else ""  # 9: just made
    except OSError as error:
        why = str(error.strerror)
    if why:
        raise Refusal(
            "no-user-for-database",
            f"Root runs this program, and PostgreSQL does not run as root; the user {SERVICE_USER} "
            f"that it would run as could not be made: {why}.",
            "Make that user, or run Good Standing as a user who is not root.",
        )


def _moved(home: Path, places: Places, owner: Owner) -> Places:
    """A folder that the user can get to; the home names it, and a database that is there moves."""
    try:
        SERVICE_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        if not can_reach(SERVICE_FOLDER, owner):
            raise PermissionError(13, f"the way to {SERVICE_FOLDER} is closed too")
        base = Path(tempfile.mkdtemp(dir=SERVICE_FOLDER, prefix="database-"))
        os.chown(base, owner.uid, owner.gid)
        if places.folder.exists() and not is_held(places.lock):
            shutil.move(places.folder, base / "database")
        part = home / f"{POINTER}.part"
        part.write_text(str(base), encoding="utf-8")
        part.replace(home / POINTER)
    except OSError as error:
        raise Refusal(
            "no-place-for-database",
            f"Root runs this program, and PostgreSQL does not run as root; its user {owner.name} "
            f"cannot get to {home}, and there is no other place: {error.strerror}.",
            "Set GOODSTANDING_HOME to a folder to which the way is open, such as "
            "/srv/goodstanding, or run Good Standing as a user who is not root.",
        ) from error
    return Places(base)


def _give(folder: Path, owner: Owner) -> None:
    for each in (folder, *folder.rglob("*")):
        os.chown(each, owner.uid, owner.gid, follow_symlinks=False)
