"""The migrations make what the models say, and each says what it does by its name."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
MIGRATIONS = sorted((ROOT / "src/goodstanding").glob("*/migrations/0*.py"))


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert "No changes detected" in said.getvalue()


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_a_migration_has_a_name_that_says_what_it_does(path: Path) -> None:
    assert re.fullmatch(r"\d{4}_(?!auto)[a-z][a-z0-9_]+", path.stem)


def test_migrations_are_numbered_without_gaps() -> None:
    by_package: dict[str, list[int]] = {}
    for path in MIGRATIONS:
        by_package.setdefault(path.parts[-3], []).append(int(path.stem[:4]))
    assert set(by_package) >= {"history", "people", "licenses", "imports"}
    for numbers in by_package.values():
        assert numbers == list(range(1, len(numbers) + 1))
