"""Whatever is asked, no answer is our own fault."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from goodstanding.people.models import User
from tests.cast import Organization
from tests.house.probing import Prober

# Each was answered by 500 once.
FOUND = [
    ("/users/licenses/", "as_of", "9999-12-31", 200),
    ("/users/licenses/export.txt", "as_of", "9999-12-31", 200),
    ("/users/{dora}/", "as_of", "9999-12-31", 200),
    ("/users/{dora}/", "as_of", "0001-01-01", 200),
    ("/users/{dora}/", "known_on", "0001-01-02", 200),
    ("/users/licenses/add/", "q", "a\x00b", 422),
    ("/users/licenses/add/", "q", "\ud800", 200),
    ("/users/licenses/add/", "learner", "9" * 5_000, 200),
    ("/users/licenses/add/", "learner", "99999999999999999999", 200),
]


@pytest.mark.parametrize(("place", "field", "value", "status"), FOUND)
def test_a_value_that_once_was_too_much(
    organization: Organization,
    client_of: Callable[[User], Client],
    place: str,
    field: str,
    value: str,
    status: int,
) -> None:
    client = client_of(organization.alice)
    hostile = quote(value, safe="", errors="surrogatepass")
    answer = client.get(f"{place.format(dora=organization.dora.pk)}?{field}={hostile}")
    assert answer.status_code == status


@pytest.mark.slow
def test_no_probe_is_answered_by_our_own_fault(
    organization: Organization, client_of: Callable[[User], Client]
) -> None:
    """``N=20000 SEED=7`` asks more often, and other things."""
    prober = Prober(organization, client_of, int(os.environ.get("SEED", "1")))
    assert [*prober.probe(int(os.environ.get("N", "2500")))] == []
    assert {200, 302, 404, 405} <= prober.statuses.keys()
