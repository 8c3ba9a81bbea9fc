"""Browsers in which somebody has signed in before: a signed cookie that opens nothing.

Whoever signs in from a known device is not held up by what strangers do to the account.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from goodstanding.people.models import User

SALT = "known device"
SECONDS = 400 * 24 * 60 * 60
"""Longer than that, no browser keeps a cookie."""

USERS = 30
"""Where more people share one browser, those who signed in last are known."""


def known_device(request: HttpRequest, user: User | None) -> str:
    """The name of this browser if the user has signed in with it, else nothing."""
    kept = _kept(request)
    return str(kept["device"]) if user is not None and user.pk in kept["users"] else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Know this browser when the user comes again."""
    kept = _kept(request)
    others = [pk for pk in kept["users"] if pk != user.pk]
    kept["users"] = [user.pk, *others][:USERS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(kept, salt=SALT, compress=True),
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _kept(request: HttpRequest) -> dict[str, Any]:
    written = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        kept: dict[str, Any] = signing.loads(written, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return {"device": secrets.token_urlsafe(16), "users": []}
    return kept
