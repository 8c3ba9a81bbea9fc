"""Program and data that do not belong together: told by name, in every command."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from goodstanding import __version__
from tests.cli.test_settings import run

COMMANDS = (
    ["serve"],
    ["demo"],
    ["migrate"],
    ["worker"],
    ["create-administrator", "alice"],
    ["export", "available", "-o", "x.txt"],
    ["audit", "verify"],
)


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database of its own, on the server of the tests."""
    server, name = os.environ["DATABASE_URL"], f"schema_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield make_conninfo(server, dbname=name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def execute(database: str, *statements: str) -> None:
    with psycopg.connect(database) as connection:
        for statement in statements:
            connection.execute(statement)


def test_what_belongs_together_and_what_does_not(tmp_path: Path, database: str) -> None:
    # One story, for the tables take a second to make.
    def of(*arguments: str) -> tuple[int, str]:
        done = run(tmp_path, *arguments, DATABASE_URL=database)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    code, said = of("export", "available", "-o", "x.txt")
    assert (code, "[not-set-up]" in said) == (5, True)
    code, said = of("migrate")
    assert code == 0
    assert "history 0001_initial\n" in said
    assert of("migrate")[1].startswith("The data is up to date: history 0")

    execute(
        database,
        "DELETE FROM django_migrations WHERE (app, name) IN "
        "(SELECT 'people', max(name) FROM django_migrations WHERE app = 'people')",
    )
    code, said = of("export", "available", "-o", "x.txt")
    assert (code, "[data-older-than-program]" in said) == (5, True)
    assert "goodstanding migrate" in said

    execute(
        database,
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('people', '9999_what_comes_later', now())",
    )
    for command in COMMANDS:
        code, said = of(*command)
        assert (command, code, said.splitlines()[-1]) == (command, 5, "[data-newer-than-program]")
        assert f"{__version__}, which does not know its change people 9999_what_comes_later" in said

    code, said = of("version", "--json")
    told = json.loads(said)
    assert (code, told["program"]) == (0, __version__)
    assert "people 9999" in told["schema"]


def test_a_database_that_can_only_be_read_is_told(tmp_path: Path, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    done = run(tmp_path, "serve", DATABASE_URL=database)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (5, "[database-read-only]")


def test_a_database_that_has_no_room_for_every_script_is_told(tmp_path: Path) -> None:
    server, name = os.environ["DATABASE_URL"], f"schema_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' "
            "LOCALE_PROVIDER libc LOCALE 'C'"
        )
        try:
            done = run(tmp_path, "migrate", DATABASE_URL=make_conninfo(server, dbname=name))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (5, "[database-encoding]")


def test_no_data_is_made_to_tell_the_version(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "version", DATABASE_URL="")
    assert done.stdout.splitlines()[1] == "There is no data here yet."
    assert not (tmp_path / "home").exists()
