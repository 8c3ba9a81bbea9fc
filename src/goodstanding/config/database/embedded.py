"""Using the embedded database: find it running or start it, and let it stop with its last user."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from goodstanding.config.database.address import DATABASE_NAME, socket_url
from goodstanding.config.database.locks import (
    ALONE,
    SHARED,
    held,
    is_held,
    lock,
    open_lock,
    try_lock,
    unlock,
)
from goodstanding.config.database.owner import Owner, settle
from goodstanding.config.database.places import Places
from goodstanding.config.database.server import (
    LOOK_SECONDS,
    Answer,
    ask,
    clear_leftovers,
    make_cluster,
    start_server,
    wait_until_ready,
)
from goodstanding.config.environment import data_home, make_home, read_text
from goodstanding.refusals import Refusal

PATIENCE_SECONDS = 15
"""So long may the processes of a server that has died take to end."""
LEAVE_SECONDS = 60


class _Use:
    """What this process holds of a database that it uses."""

    url: str = ""
    users: int = -1
    process: subprocess.Popen[bytes] | None = None
    guardian: subprocess.Popen[bytes] | None = None


_use = _Use()


def start_database(home: Path | None = None) -> str:
    """Find or start the embedded server, unless DATABASE_URL names another; give the address.

    Called again, it brings back a server that has died. The server stops with the last process
    that has called this. The address is left in ``DATABASE_URL``, so that settings and child
    processes find the same server.
    """
    given = read_text("DATABASE_URL")
    if given and given != _use.url:
        return given
    home = make_home(home or data_home())
    places, owner = settle(home)
    with held(places.starting):
        _become_user(places)
        _see_to_guardian(home, places)
        if not _find_or_start(places, owner):
            wait_until_ready(places, _use.process)
        _set_up(places)
    _use.url = os.environ["DATABASE_URL"] = socket_url(places.socket)
    return _use.url


def is_embedded() -> bool:
    """Whether this process uses the embedded database, which serves a single host."""
    return bool(_use.url)


def has_started_it() -> bool:
    """Whether this process has started the embedded database, which nobody else used then."""
    return _use.process is not None


def _become_user(places: Places) -> None:
    if _use.users < 0:
        _use.users = open_lock(places.users)
        lock(_use.users, SHARED)
        atexit.register(_leave, places, os.getpid())


def _see_to_guardian(home: Path, places: Places) -> None:
    """Start the guardian, unless there is one; it has its lock from the beginning."""
    own = open_lock(places.guardian)
    if try_lock(own, ALONE):
        command = [sys.executable, "-m", "goodstanding.config.database.guardian"]
        _use.guardian = subprocess.Popen(
            [*command, str(home), str(own)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[own],
            start_new_session=True,
            cwd="/",
        )
    os.close(own)


def _find_or_start(places: Places, owner: Owner) -> bool:
    """Start it if nobody has the folder; give whether it answered already."""
    until = time.monotonic() + PATIENCE_SECONDS
    own = open_lock(places.lock)
    try:
        while True:
            answer = ask(places)
            if answer is Answer.READY:
                return True
            if answer is Answer.NOT_YET:
                wait_until_ready(places, None)
            elif try_lock(own, ALONE):
                _start(places, owner, own)
                return False
            elif time.monotonic() > until:
                raise _in_use(places)
            if _use.process is not None:
                _use.process.poll()  # one that has died is a zombie until it is asked
            time.sleep(LOOK_SECONDS)
    finally:
        os.close(own)


def _start(places: Places, owner: Owner, own: int) -> None:
    clear_leftovers(places)
    if not (places.folder / "PG_VERSION").exists():
        make_cluster(places, owner)
    _use.process = start_server(places, owner, own)


def _in_use(places: Places) -> Refusal:
    return Refusal(
        "database-in-use",
        f"The database in {places.folder} belongs to another process at this moment, which cannot "
        "be reached from here; it may run in another container. Nothing was touched.",
        "Stop the other one first, or give this one a folder of its own by GOODSTANDING_HOME. Two "
        "containers can share a database by DATABASE_URL only.",
    )


def _set_up(places: Places) -> None:
    import psycopg

    from goodstanding.config.database.tuning import tune

    with psycopg.connect(socket_url(places.socket, "postgres"), autocommit=True) as connection:
        tune(connection)
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]
        ).fetchone()
        if not found:
            connection.execute(
                f"CREATE DATABASE {DATABASE_NAME} TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
            )


def _leave(places: Places, pid: int) -> None:
    """Use it no longer. The last to leave waits until it has stopped."""
    if os.getpid() != pid:
        return  # a child that was forked, and uses it no less
    unlock(_use.users)
    _wait_for_the_end(places)
    for each in (_use.process, _use.guardian):
        if each is not None:
            each.poll()  # what has ended is no zombie then


def _wait_for_the_end(places: Places) -> None:
    until = time.monotonic() + LEAVE_SECONDS
    with contextlib.suppress(OSError):  # the folder may be gone
        while is_held(places.guardian) and time.monotonic() < until:
            users = open_lock(places.users)
            # The guardian has it alone while it stops the database.
            others = try_lock(users, SHARED) and not try_lock(users, ALONE)
            os.close(users)
            if others:
                return
            time.sleep(LOOK_SECONDS)
