"""How the embedded database is set up for large imports, within the memory that there is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import psycopg

MEGABYTE = 1024**2
LEAST_MEGABYTES, MOST_MEGABYTES = 128, 512
"""Between these lies what the database keeps in memory; PostgreSQL's own is the least."""


def tuning(memory: int) -> dict[str, str]:
    """The settings for a machine of so many bytes of memory, by name.

    They suit the import of a large file better than PostgreSQL's own: the records and indexes that
    it writes to stay in memory, up to a quarter of all there is, and are written to the disk once,
    not over and over; nobody waits until the log has been written before there is room for more of
    it. Memory is taken as it is used.
    """
    quarter = min(max(memory // 4 // MEGABYTE, LEAST_MEGABYTES), MOST_MEGABYTES)
    return {"shared_buffers": f"{quarter}MB", "max_wal_size": "4GB", "wal_buffers": "64MB"}


def memory_here(root: Path = Path("/")) -> int:
    """The bytes of memory of this machine, or of this container if that has a limit below it.

    The limits of a container stand in files below ``root`` (Linux, control groups 1 and 2).
    """
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([machine, *_container_limits(root)])


def _container_limits(root: Path) -> list[int]:
    try:
        groups = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return []
    found = []
    for line in groups:
        _, controllers, group = line.split(":", 2)
        if not controllers:
            found += _limits_up(root / "sys/fs/cgroup", group, "memory.max")
        elif "memory" in controllers.split(","):
            found += _limits_up(root / "sys/fs/cgroup/memory", group, "memory.limit_in_bytes")
    return found


def _limits_up(mount: Path, group: str, file: str) -> list[int]:
    """The limits of a group and of all above it; within a container, its own is at the top."""
    folder = mount / group.strip("/")
    texts = []
    for each in (folder, *folder.parents):
        if each.is_relative_to(mount) and (each / file).is_file():
            texts.append((each / file).read_text().strip())
    return [int(text) for text in texts if text.isdigit()]


def tune(connection: psycopg.Connection[Any]) -> None:
    """Write down what is not set yet; the server reads it at its next start, or now if it can.

    What somebody has set by ALTER SYSTEM stays.
    """
    found = connection.execute(
        "SELECT name FROM pg_file_settings WHERE sourcefile LIKE '%postgresql.auto.conf'"
    )
    tuned = tuning(memory_here())
    missing = tuned.keys() - {name for (name,) in found}
    for name in missing:
        connection.execute(f"ALTER SYSTEM SET {name} = '{tuned[name]}'")
    if missing:
        connection.execute("SELECT pg_reload_conf()")
