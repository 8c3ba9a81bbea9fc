"""The pages that lists are made of, asked for by Django's own client as the administrator."""

from __future__ import annotations

import statistics
import time
from typing import Any

from bench.measure import Measured, child_mib, peak_mib

MOST_TIMES, ENOUGH_SECONDS = 5, 4.0
STANDINGS = ("valid", "expiring", "expired", "not-yet-valid", "not-in-force")
SORTS = ("learner", "license", "number", "issued", "expires", "status")
LIST = "/users/licenses/"


def run(rows: int) -> list[Measured]:
    """The median of several requests for each address, and how many queries it takes."""
    from django.test import Client

    from goodstanding.people.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="alice"))
    return [_measure(client, name, address, rows) for name, address in addresses().items()]


def addresses() -> dict[str, str]:
    """Every address, by what it shows."""
    found = {"no filter": LIST}
    found |= {name: f"{LIST}?{query}" for name, query in _filters().items()}
    found |= {f"standing {each}": f"{LIST}?standing={each}" for each in STANDINGS}
    for each in SORTS:
        found[f"by {each}"] = f"{LIST}?sort={each}"
        found[f"by {each}, backwards"] = f"{LIST}?sort=-{each}"
    found |= {"page 100": f"{LIST}?page=100", "the last page": f"{LIST}?page=1000000"}
    return found | _others()


def _filters() -> dict[str, str]:
    from goodstanding.licenses.models import License, LicenseType
    from goodstanding.people.models import Unit, User

    license_ = License.objects.order_by("pk").first()
    kind = LicenseType.objects.get(pk=license_.license_type_id)
    user = User.objects.get(pk=license_.user_id)
    region, site = (Unit.objects.get(name=name) for name in ("Region 3", "Site 31"))
    return {
        "a username": f"text={user.username}",
        "a last name": f"text={user.last_name}",
        "two names": f"text={user.first_name}+{user.last_name}",
        "a number": f"text={license_.number}",
        "a text that nobody has": "text=qqqq",
        "region": f"unit={region.pk}",
        "site": f"unit={site.pk}",
        "professional role": f"professional_role={kind.professional_role}",
        "state": f"state={kind.state or 'TX'}",
        "license type": f"license_type={kind.pk}",
        "status active": "status=active",
        "status probation": "status=probation",
        "expiring within 30 days": "expiring_within=30",
        "all learners": "learners=all",
        "inactive learners": "learners=inactive",
        "site, expired": f"unit={site.pk}&standing=expired",
    }


def _others() -> dict[str, str]:
    from goodstanding.licenses.models import License

    held = License.objects.order_by("pk").first()
    return {
        "users": "/users/",
        "users by username": "/users/?sort=username",
        "a learner": f"/users/{held.user_id}/",
        "a license": f"/users/licenses/{held.pk}/",
    }


def _measure(client: Any, name: str, address: str, rows: int) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _get(client, address)
    times: list[float] = []
    while len(times) < MOST_TIMES and (len(times) < 2 or sum(times) < ENOUGH_SECONDS):
        times.append(_get(client, address))
    facts = {"queries": len(captured), "times": [round(each, 5) for each in times]}
    return Measured(name, rows, statistics.median(times), peak_mib(), child_mib(), facts)


def _get(client: Any, address: str) -> float:
    start = time.perf_counter()
    response = client.get(address)
    seconds = time.perf_counter() - start
    if response.status_code != 200:
        raise RuntimeError(f"{address} was answered with {response.status_code}")
    return seconds
