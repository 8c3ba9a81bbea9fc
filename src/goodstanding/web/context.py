"""What every template knows: what the user may do, and which tab is open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from goodstanding.people.models import User
from goodstanding.people.permissions import Seen, imports_seen_by, permissions_of

TABS = {
    "/users/licenses/": "licenses",
    "/users/units/": "units",
    "/users/": "users",
    "/imports/": "licenses",
    "/licenses/available/": "available",
    "/system/": "system",
    "/help/": "help",
}


def permissions(request: HttpRequest) -> dict[str, Any]:
    """``may``: the permissions as names with underscores; ``tab``: the open tab, or nothing;
    ``sees_imports``: whether everybody's imports may be seen.
    """
    # A request that failed before the middleware has no user yet.
    user = getattr(request, "user", None)
    granted = permissions_of(user) if isinstance(user, User) else frozenset()
    tab = next((tab for start, tab in TABS.items() if request.path.startswith(start)), "")
    return {
        "may": {p.value.replace(".", "_").replace("-", "_"): True for p in granted},
        "tab": tab,
        "sees_imports": isinstance(user, User) and imports_seen_by(user)[1] == Seen.EVERYTHING,
    }
