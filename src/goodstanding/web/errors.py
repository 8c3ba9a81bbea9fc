"""Refusals and failures as pages: code, what happened, what it means, what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from goodstanding.config.logs import logged_now
from goodstanding.refusals import NotFound, Refusal
from goodstanding.web.unavailable import is_away, show_unavailable


class RefusalMiddleware:
    """Answers a refusal with a page that names its code, reason and remedy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; refusals come back through ``process_exception``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal; anything else goes on to ``failed``."""
        return show_refusal(request, exception) if isinstance(exception, Refusal) else None


def show_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page, or as a fragment where htmx asked."""
    part = "_refusal" if request.headers.get("HX-Request") else "refusal"
    context = {"refusal": refusal}
    answer = render(request, f"refusals/{part}.html", context, status=refusal.status)
    if refusal.retry_after is not None:
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def no_such_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere, in the same words as a record that is not there."""
    return show_refusal(request, NotFound("page"))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own refusals."""
    refusal = Refusal(
        "not-allowed",
        "This page could not accept what was sent. Nothing was changed.",
        "Go back, reload the page and try again.",
    )
    refusal.status = 403
    return show_refusal(request, refusal)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django could not make sense of."""
    refusal = Refusal(
        "request-not-understood",
        "The program could not make sense of this request. Nothing was changed.",
        "Go back, reload the page and try again.",
    )
    return show_refusal(request, refusal)


def failed(request: HttpRequest) -> HttpResponse:
    """Our own fault, or that of the database. Needs neither a user nor the database."""
    if is_away(sys.exception()):
        return show_unavailable(request)
    context = {
        "only_read": request.method in {"GET", "HEAD"},
        "request_id": logged_now("request_id"),
    }
    return HttpResponse(render_to_string("refusals/failed.html", context), status=500)
