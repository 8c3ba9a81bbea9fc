"""One demonstration, backed up once, and places to restore it to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.test_settings import run


@dataclass(frozen=True)
class Place:
    """A data folder and a database; without an address, the embedded one."""

    home: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What commands find here, besides their home."""
        return {
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
        }

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of a command here."""
        done = run(self.home, *arguments, **self.environment)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    def told(self, *arguments: str) -> dict[str, Any]:
        """What a command here tells as JSON; it must not fail."""
        code, out, error = self.run(*arguments, "--json")
        assert code == 0, out + error
        said: dict[str, Any] = json.loads(out)
        return said

    def ask(self, query: str) -> list[Any]:
        """Rows of the database."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def new_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Place]]:
    """Make empty places, on the server of the tests; they go at the end."""
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection, ExitStack() as stack:

        def make() -> Place:
            name = f"backup_{uuid4().hex}"
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            stack.callback(connection.execute, f"DROP DATABASE {name} WITH (FORCE)")
            home = tmp_path_factory.mktemp("place") / "home"
            return Place(home, make_conninfo(server, dbname=name))

        yield make


@pytest.fixture(scope="session")
def demonstration(new_place: Callable[[], Place]) -> Place:
    """The demonstration organization, loaded."""
    place = new_place()
    assert place.run("demo")[0] == 0
    return place


@pytest.fixture(scope="session")
def archive(demonstration: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    path = tmp_path_factory.mktemp("archives") / "demonstration.tar"
    code, _, error = demonstration.run("backup", str(path))
    assert code == 0, error
    return path
