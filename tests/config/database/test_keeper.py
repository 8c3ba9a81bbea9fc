"""One owner of the data, one keeper of the database: whatever is killed, nothing is lost."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from goodstanding.config.database.owner import Owner
from goodstanding.config.database.places import find_places
from goodstanding.config.database.programs import programs_for
from tests.config.database.homes import (
    address_of,
    holder,
    home_named,
    let_go,
    servers,
    wait_until,
)
from tests.server.running import environment_of

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("GOODSTANDING_TEST_DATABASE_URL")), reason="the database is not ours"
)
IS_ROOT = os.getuid() == 0
ROWS = 600_000
NEW_NAMESPACE = ("unshare", "--pid", "--fork", "--ipc", "--mount-proc")


def mark(address: str, text: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (text text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [text])


def marks(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM kept ORDER BY text")]


def marks_of(home: Path) -> list[str]:
    """What is kept in the database of that home, which is used for just that."""
    with holder(home) as using:
        return marks(address_of(using))


def make_marked(home: Path) -> Path:
    """A database with "one" in it that has stopped in order; give its folder."""
    with holder(home) as using:
        mark(address_of(using), "one")
        let_go(using)
    return find_places(home).folder


def test_it_runs_as_long_as_anybody_uses_it_and_then_stops_in_order() -> None:
    with home_named() as home:
        with holder(home) as first, holder(home) as second:
            address = address_of(first)
            mark(address, "one")
            assert address_of(second) == address
            let_go(first)
            assert len(servers(home)) == 1
            let_go(second)
            # The last to leave has waited until it had stopped.
            assert servers(home) == []
            assert not (find_places(home).folder / "postmaster.pid").exists()
        assert marks_of(home) == ["one"]
        assert "was not properly shut down" not in find_places(home).log.read_text()


def test_who_is_killed_leaves_no_server_behind() -> None:
    with home_named() as home:
        with holder(home) as killed:
            mark(address_of(killed), "one")
            killed.kill()
        wait_until(lambda: servers(home) == [], "the server goes on without a user")
        assert marks_of(home) == ["one"]
        assert "was not properly shut down" not in find_places(home).log.read_text()


def test_a_server_that_was_killed_is_brought_back_by_whoever_asks() -> None:
    with home_named() as home, holder(home) as using:
        mark(address_of(using), "one")
        for server in servers(home):
            server.kill()
        assert marks_of(home) == ["one"]


@pytest.mark.skipif(not IS_ROOT or not shutil.which("unshare"), reason="needs root and unshare")
def test_a_second_owner_in_another_namespace_of_processes_uses_the_same_server() -> None:
    with home_named() as home:
        with holder(home) as here, holder(home, *NEW_NAMESPACE) as there:
            mark(address_of(here), "one")
            assert marks(address_of(there)) == ["one"]
            assert len(servers(home)) == 1
            let_go(here)
            assert marks_of(home) == ["one"]
        wait_until(lambda: servers(home) == [], "the server goes on without a user")
        assert marks_of(home) == ["one"]


@pytest.mark.skipif(not IS_ROOT or not shutil.which("unshare"), reason="needs root and unshare")
def test_a_second_owner_who_cannot_reach_the_socket_is_refused_in_a_sentence() -> None:
    with home_named() as home, holder(home) as here:
        mark(address_of(here), "one")
        socket = find_places(home).socket
        aside = socket.rename(socket.with_name("aside"))
        done = subprocess.run(
            [*NEW_NAMESPACE, sys.executable, "-m", "goodstanding.cli.main", "migrate"],
            env=environment_of(home),
            capture_output=True,
            text=True,
            check=False,
        )
        aside.rename(socket)
        assert (done.returncode, done.stderr.splitlines()[-1]) == (5, "[database-in-use]")
        assert str(find_places(home).folder) in done.stderr
        assert len(servers(home)) == 1
        assert marks_of(home) == ["one"]


def test_a_stale_pid_of_a_stranger_kills_nobody() -> None:
    with home_named() as home, subprocess.Popen(["sleep", "300"]) as stranger:
        folder = make_marked(home)
        lines = [
            str(stranger.pid),
            str(folder),
            "1790000000",
            "5432",
            str(home),
            "",
            "1 2",
            "ready",
        ]
        (folder / "postmaster.pid").write_text("\n".join(lines))
        with holder(home) as again:
            assert marks(address_of(again)) == ["one"]
            _, said = again.communicate()
            assert f"Cleared away what a database that has ended left behind: {folder}" in said
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.parametrize("torn", [b"", b"\x00" * 40, b"12", b"not a number\n", b"9" * 400])
def test_a_torn_pid_file_stops_no_start(torn: bytes) -> None:
    with home_named() as home:
        folder = make_marked(home)
        (folder / "postmaster.pid").write_bytes(torn)
        (folder / ".handle_pids.json").write_bytes(torn)
        assert marks_of(home) == ["one"]


def test_a_zombie_is_no_server() -> None:
    with home_named() as home:
        folder = make_marked(home)
        # Its parent does not ask how it ended, so it stays among the processes.
        with subprocess.Popen([sys.executable, "-c", ""]) as zombie:
            wait_until(lambda: psutil.Process(zombie.pid).status() == "zombie", "no zombie")
            (folder / "postmaster.pid").write_text(f"{zombie.pid}\n")
            assert marks_of(home) == ["one"]


@pytest.mark.parametrize(
    "name",
    ["with space", "it's", 'say "when"', "$HOME `id`", "Größe é", "a,b;c", "l" * 137],
)
def test_any_name_of_a_folder_will_do(name: str) -> None:
    with home_named(name) as home:
        make_marked(home)
        assert stat.S_IMODE(find_places(home).socket.stat().st_mode) == 0o700
        assert marks_of(home) == ["one"]


def test_nobody_else_gets_in_and_nothing_else_is_opened() -> None:
    with home_named() as home:
        home.parent.chmod(0o711)
        with holder(home) as using:
            address, places = address_of(using), find_places(home)
            assert stat.S_IMODE(home.parent.stat().st_mode) == 0o711
            assert stat.S_IMODE(home.stat().st_mode) == 0o700
            assert stat.S_IMODE(places.socket.stat().st_mode) == 0o700
            access = (places.folder / "pg_hba.conf").read_text()
            lines = [line for line in access.splitlines() if not line.startswith("#")]
            assert lines == ["local all all peer map=goodstanding"]
            # Even where the socket could be reached, the database asks who is there.
            home.chmod(0o755)
            places.socket.chmod(0o755)
            (places.socket / ".s.PGSQL.5432").chmod(0o777)
            if IS_ROOT:
                assert "Peer authentication failed" in said_to_nobody(address)


def said_to_nobody(address: str) -> str:
    """What the server says to another user of this machine, who asks by psql."""
    found = pwd.getpwnam("nobody")
    programs = programs_for(Owner(found.pw_uid, found.pw_gid, found.pw_name))
    done = subprocess.run(
        [programs / "psql", address, "-c", "SELECT 1"],
        user="nobody",
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert done.returncode != 0
    return done.stderr


def test_what_an_earlier_version_allowed_ends_at_the_next_start() -> None:
    with home_named() as home:
        folder = make_marked(home)
        (folder / "pg_hba.conf").write_text("local all all trust\n")
        home.chmod(0o755)
        assert marks_of(home) == ["one"]
        assert "trust" not in (folder / "pg_hba.conf").read_text()
        assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.skipif(not IS_ROOT, reason="needs root, whose database has a user of its own")
def test_where_the_way_is_closed_the_database_of_root_lies_elsewhere(tmp_path: Path) -> None:
    closed = tmp_path / "root"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    make_marked(home)
    base = find_places(home).base
    try:
        assert base != home
        assert [stat.S_IMODE(each.stat().st_mode) for each in (closed, home, base)] == [0o700] * 3
        assert (home.stat().st_uid, base.stat().st_uid > 0) == (0, True)
        # The home can be renamed, and its database is still its own.
        assert marks_of(home.rename(closed / "other")) == ["one"]
    finally:
        shutil.rmtree(base)


@pytest.mark.skipif(not IS_ROOT, reason="needs root, whose database has a user of its own")
def test_a_database_that_root_can_reach_no_more_moves_to_where_it_can(tmp_path: Path) -> None:
    with home_named() as made:
        make_marked(made)
        shutil.move(made, tmp_path / "home")
    assert marks_of(tmp_path / "home") == ["one"]
    base = find_places(tmp_path / "home").base
    assert base != tmp_path / "home"
    shutil.rmtree(base)


@pytest.mark.slow
def test_recovery_is_waited_for_however_long_it_takes() -> None:
    with home_named() as home:
        with holder(home) as killed:
            with psycopg.connect(address_of(killed), autocommit=True) as connection:
                for name, value in (("checkpoint_timeout", "1d"), ("max_wal_size", "8GB")):
                    connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
                connection.execute("SELECT pg_reload_conf()")
                connection.execute("CREATE TABLE log (n int, filler text)")
                query = "INSERT INTO log SELECT n, repeat('x', 700) FROM generate_series(1, %s) n"
                connection.execute(query, [ROWS])
            for server in servers(home):
                server.kill()
            killed.kill()
        with holder(home) as again, psycopg.connect(address_of(again)) as connection:
            found = connection.execute("SELECT count(*) FROM log").fetchone()
            assert found == (ROWS,)
        log = find_places(home).log.read_text()
        assert "automatic recovery in progress" in log
