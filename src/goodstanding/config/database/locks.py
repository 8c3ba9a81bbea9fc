"""Locks of the kernel on files: gone with the last process that holds them, however it ended."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED, ALONE = fcntl.LOCK_SH, fcntl.LOCK_EX


def open_lock(path: Path) -> int:
    """A descriptor of the file, which is made if it is not there; nothing is locked yet."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def lock(descriptor: int, how: int) -> None:
    """Wait until it is ours."""
    fcntl.flock(descriptor, how)


def try_lock(descriptor: int, how: int) -> bool:
    """Whether it is ours now."""
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def unlock(descriptor: int) -> None:
    """Let it go, and close it."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether somebody holds it alone at this moment."""
    descriptor = open_lock(path)
    try:
        return not try_lock(descriptor, SHARED)
    finally:
        os.close(descriptor)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold it alone, as soon as nobody else does."""
    descriptor = open_lock(path)
    try:
        lock(descriptor, ALONE)
        yield
    finally:
        os.close(descriptor)
