"""The pages that lists are made of, asked for by Django's own client as three people see them."""

from __future__ import annotations

import statistics
import time
from itertools import product
from typing import Any

from bench.addresses import addresses
from bench.measure import Measured, child_mib, peak_mib

MOST_TIMES, ENOUGH_SECONDS = 5, 2.0


def run(rows: int, lot: int, lots: int) -> list[Measured]:
    """The median of several requests for each address, and how many queries it takes.

    Of so many lots of addresses, only one is asked for.
    """
    from django.test import Client

    clients = {}
    for words, user in _viewers().items():
        clients[words] = Client(headers={"host": "localhost"})
        clients[words].force_login(user)
    asked = list(product(clients, addresses().items()))[lot::lots]
    return [
        _measure(clients[words], f"{words}{name}", address, rows)
        for words, (name, address) in asked
    ]


def _viewers() -> dict[str, Any]:
    """The administrator, whose pages have no word before them, and two supervisors."""
    from goodstanding.people.actions import add_user, set_supervised_units
    from goodstanding.people.actor import Actor
    from goodstanding.people.models import Role, Unit, User

    alice = User.objects.get(username="alice")
    actor, found = Actor(alice, "command line"), {"": alice}
    for words, unit in (("of a region", "Region 3"), ("of a site", "Site 31")):
        values = {"username": unit.lower().replace(" ", ""), "role": Role.SUPERVISOR}
        user = User.objects.filter(**values).first()
        if user is None:
            user = add_user(values, actor=actor)
            set_supervised_units([Unit.objects.get(name=unit)], user_id=user.pk, actor=actor)
        found[f"supervisor {words}: "] = user
    return found


def _measure(client: Any, name: str, address: str, rows: int) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _get(client, address)
    queries = len(captured)  # the next request forgets them
    times: list[float] = []
    while len(times) < MOST_TIMES and (len(times) < 2 or sum(times) < ENOUGH_SECONDS):
        times.append(_get(client, address))
    facts = {"queries": queries, "times": [round(each, 5) for each in times]}
    return Measured(name, rows, statistics.median(times), peak_mib(), child_mib(), facts)


def _get(client: Any, address: str) -> float:
    start = time.perf_counter()
    response = client.get(address)
    seconds = time.perf_counter() - start
    if response.status_code != 200:
        raise RuntimeError(f"{address} was answered with {response.status_code}")
    return seconds
