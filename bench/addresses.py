"""The addresses of the pages that lists are made of, by what they show."""

from __future__ import annotations

from itertools import product
from typing import Any

LIST, USERS = "/users/licenses/", "/users/"
STANDINGS = ("valid", "expiring", "expired", "not-yet-valid", "not-in-force")
TEXTS = ("l", "00", "a o")
CROSSED = ("-license", "expires", "-status")
"""Every filter is met with these sortings; without a filter, there are all, both ways."""


def addresses() -> dict[str, str]:
    """Every address, by what it shows."""
    found = {"no filter": LIST}
    filters = _filters()
    found |= {name: f"{LIST}?{query}" for name, query in filters.items()}
    found |= {f"standing {each}": f"{LIST}?standing={each}" for each in STANDINGS}
    for (name, query), sort in product(filters.items(), CROSSED):
        found[f"{name}, by {spoken(sort)}"] = f"{LIST}?{query}&sort={sort}"
    for sort, start in _starts().items():
        found[f"by {spoken(sort)}"] = f"{LIST}?sort={sort}"
        for way in ("after", "before"):
            found[f"by {spoken(sort)}, {way} the middle"] = f"{LIST}?sort={sort}&{way}={start}"
    return found | _others()


def spoken(sort: str) -> str:
    """A sorting in words."""
    return f"{sort[1:]} backwards" if sort.startswith("-") else sort


def _starts() -> dict[str, str]:
    """For every sorting and way, the cursor of a license far from both ends."""
    from django.db.models import F

    from goodstanding.licenses.models import License
    from goodstanding.web.keyset import write_cursor
    from goodstanding.web.pages.licenses import SORTS

    middle = License.objects.filter(user__last_name__startswith="L", expires_on__isnull=False)
    held = middle.order_by("pk").values_list("pk", flat=True)[0]
    found = {}
    for name, order in SORTS.items():
        keys = {f"k{n}": key.expression for n, key in enumerate(order.all_keys)}
        keys["k_"] = F("pk")
        row: Any = License.objects.filter(pk=held).annotate(**keys).values_list(*keys).get()
        found |= {sort: write_cursor(sort, row[:-1]) for sort in (name, f"-{name}")}
    return found


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
        **{f"text “{text}”": f"text={text.replace(' ', '+')}" for text in TEXTS},
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
        "site, expiring within 30 days": f"unit={site.pk}&expiring_within=30",
        "region, inactive": f"unit={region.pk}&learners=inactive",
        "state, expiring within 30 days": "state=TX&expiring_within=30",
    }


def _others() -> dict[str, str]:
    from goodstanding.licenses.models import License
    from goodstanding.people.models import Unit

    site = Unit.objects.get(name="Site 31")
    # A license of a site that all three who look may see.
    held = License.objects.filter(user__unit=site).order_by("pk").first()
    return {
        "users": USERS,
        **{f"users by {spoken(sort)}": f"{USERS}?sort={sort}" for sort in ("username", "-unit")},
        **{f"users, text “{text}”": f"{USERS}?text={text.replace(' ', '+')}" for text in TEXTS},
        "a learner": f"{USERS}{held.user_id}/",
        "a license": f"{LIST}{held.pk}/",
        "units": "/users/units/",
        "available licenses": "/licenses/available/",
    }
