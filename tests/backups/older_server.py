"""A PostgreSQL of another version, as some machines have one, with a role that is no superuser."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

PASSWORD = "between us"


def programs() -> Path:
    """Where the programs of an older PostgreSQL lie; skips where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("1[567]/bin"))
    if not found:
        pytest.skip("there is no PostgreSQL 15, 16 or 17 in /usr/lib/postgresql to move to")
    return found[0]


@contextmanager
def older_server() -> Iterator[str]:
    """The address of an empty database on it, whose owner signs in by a password."""
    bin_ = programs()
    folder = Path(tempfile.mkdtemp(prefix="older-server-"))
    user = None
    if os.geteuid() == 0:  # its server does not run as root
        user = pwd.getpwnam("postgres").pw_name
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*command: str | Path) -> None:
        subprocess.run(command, user=user, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    data, socket_folder = folder / "data", folder
    run(bin_ / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "--locale=C")
    with (data / "pg_hba.conf").open("w") as lines:
        lines.write("local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
    options = f"-F -c listen_addresses=127.0.0.1 -p {port} -k {socket_folder}"
    run(bin_ / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start")
    try:
        where = f"host={socket_folder} port={port} user=postgres dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE standing LOGIN PASSWORD '{PASSWORD}'")
            connection.execute(
                "CREATE DATABASE standing OWNER standing TEMPLATE template0 "
                "ENCODING 'UTF8' LOCALE 'C.UTF-8'"
            )
        yield f"postgresql://standing:between%20us@127.0.0.1:{port}/standing"
    finally:
        run(bin_ / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)
