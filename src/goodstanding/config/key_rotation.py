"""A new signing key in place of the one in the data folder, which may stay good for a while."""

from __future__ import annotations

import os
import secrets
import time

from goodstanding.config.environment import make_home, read_text
from goodstanding.refusals import Refusal

KEY, OLD_KEY = "secret-key", "secret-key.old"
GOOD_FOR_SECONDS = 12 * 60 * 60
"""As long as a session lasts at most."""


def old_keys() -> list[str]:
    """The key before the last rotation, for as long as it is still good."""
    if read_text("GOODSTANDING_SECRET_KEY"):
        return []
    path = make_home() / OLD_KEY
    try:
        is_good = time.time() - path.stat().st_mtime < GOOD_FOR_SECONDS
        return [path.read_text(encoding="utf-8").strip()] if is_good else []
    except FileNotFoundError:
        return []


def rotate_key(*, keep_old: bool) -> None:
    """Write a new key; processes that run already go on with the old one until they end."""
    if read_text("GOODSTANDING_SECRET_KEY"):
        raise Refusal(
            "key-is-a-setting",
            "The signing key is the setting GOODSTANDING_SECRET_KEY, which no command can change.",
            "Set it to another long random text and restart the server: everybody has to sign in "
            "again.",
        )
    home = make_home()
    old = home / OLD_KEY
    try:
        if keep_old and (home / KEY).exists():
            _write(OLD_KEY, (home / KEY).read_text(encoding="utf-8"))
        else:
            old.unlink(missing_ok=True)
        _write(KEY, secrets.token_urlsafe(50))
    except OSError as error:
        raise Refusal(
            "key-not-written",
            f"The new key could not be written: {error.strerror}. The old one is still good.",
            "Run the command as the user who runs the server, with room on the disk.",
        ) from error


def _write(name: str, text: str) -> None:
    """All of it and on the disk, or what was there before."""
    home = make_home()
    part = home / f"{name}.{os.getpid()}"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, home / name)
    folder = os.open(home, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
