"""What the front refuses by itself, before any page is asked: why, and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping

from goodstanding.config.response_headers import HEADERS, NOT_KEPT
from goodstanding.refusals import Refusal
from goodstanding.server.bounds import MEGABYTE


class Refused(Refusal):
    """A request that no page has seen; ``retry_after`` says in how many seconds to come again."""

    def __init__(
        self, code: str, message: str, remedy: str, *, status: int, retry_after: int = 0
    ) -> None:
        super().__init__(code, message, remedy)
        self.status = status
        self.retry_after = retry_after


def too_large(most: int) -> Refused:
    """More was sent than the address takes."""
    size = f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most // 1024} kB"
    return Refused(
        "too-large",
        f"This is more than the {size} that this page takes. Nothing was changed.",
        "Send a smaller file, or sign in first if you have not done so.",
        status=413,
    )


def too_slow() -> Refused:
    """The body did not come in time."""
    return Refused(
        "too-slow",
        "What you sent did not arrive in time. Nothing was changed.",
        "Check your connection, then try again.",
        status=408,
    )


def no_room() -> Refused:
    """The disk did not take the body."""
    return Refused(
        "no-room",
        "The server has no room on its disk for what you sent. Nothing was changed.",
        "Ask whoever runs the server to make room, then try again.",
        status=507,
    )


def too_many() -> Refused:
    """One address asks for too much at once."""
    return Refused(
        "too-many-requests",
        "Too many requests from your address are under way.",
        "Wait a minute, then try again.",
        status=429,
        retry_after=60,
    )


def too_busy() -> Refused:
    """Everybody together asks for too much."""
    return Refused(
        "too-busy",
        "The server has more to do than it can do at once. Nothing was changed.",
        "Wait a minute, then try again.",
        status=503,
        retry_after=30,
    )


def written(refusal: Refused, wanted: Mapping[str, str]) -> tuple[list[tuple[str, str]], bytes]:
    """The headers and the body: JSON where that was asked for, else a page without a database."""
    if "application/json" in wanted.get("accept", ""):
        said = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy}
        kind, body = "application/json", json.dumps(said).encode()
    else:
        # Imported here: the supervisor has no use for templates.
        from django.template.loader import render_to_string

        part = "_refusal" if "hx-request" in wanted else "refusal"
        page = render_to_string(f"refusals/{part}.html", {"refusal": refusal})
        kind, body = "text/html; charset=utf-8", page.encode()
    headers = [
        ("content-type", kind),
        ("cache-control", NOT_KEPT),
        *HEADERS.items(),
    ]
    if refusal.retry_after:
        headers.append(("retry-after", str(refusal.retry_after)))
    return headers, body
