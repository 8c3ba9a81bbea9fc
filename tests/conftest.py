"""The cast, and a folder of its own for every test's files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from goodstanding.people.models import User
from tests import cast
from tests.kept import Kept, keep_organization


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    """Uploads and plans of each test lie in a folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture(scope="session")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Kept:
    """The organization, made once: its twenty deeds take longer than most tests."""
    with django_db_blocker.unblock():
        return keep_organization()


@pytest.fixture
def organization(db: None, kept: Kept) -> cast.Organization:
    """North and South, the license types, and everybody of the cast."""
    return kept.put_back()


@pytest.fixture
def alice(organization: cast.Organization) -> User:
    """The administrator."""
    return organization.alice


@pytest.fixture
def bob(organization: cast.Organization) -> User:
    """The supervisor of North."""
    return organization.bob


@pytest.fixture
def charlie(organization: cast.Organization) -> User:
    """The outsider: supervisor of South."""
    return organization.charlie


@pytest.fixture
def dora(organization: cast.Organization) -> User:
    """A learner in North who holds licenses."""
    return organization.dora


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A signed-in client for a user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
