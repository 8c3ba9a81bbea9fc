"""What is answered while the database is away: come again soon. Needs no database."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from goodstanding.refusals import Refusal

RETRY_SECONDS = 5
AWAY = {"57P01", "57P02", "57P03", "53300"}
"""What PostgreSQL says while it ends, starts, recovers, or has no room for one more."""


def is_away(error: BaseException | None) -> bool:
    """Whether an error says that the database could not be reached, or went away."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state is None or state in AWAY or state.startswith("08")


def show_unavailable(request: HttpRequest) -> HttpResponse:
    """503, with the seconds after which to come again; JSON where that was asked for."""
    only_read = request.method in {"GET", "HEAD"}
    refusal = Refusal(
        "database-away",
        "The database does not answer just now.",
        f"This page asks again every {RETRY_SECONDS} seconds."
        if only_read
        else "Nothing was half done. Wait a moment, then look whether your change is there.",
    )
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    if "application/json" in request.headers.get("Accept", ""):
        said = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy}
        return JsonResponse(said, status=503, headers=headers)
    context = {"refusal": refusal, "only_read": only_read, "seconds": RETRY_SECONDS}
    part = "_refusal" if request.headers.get("HX-Request") else "unavailable"
    page = render_to_string(f"refusals/{part}.html", context)
    return HttpResponse(page, status=503, headers=headers)
