"""A line of the log for each request, and the number by which it is found again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from goodstanding.config.logs import Access, log_access, log_also, logged_about, logged_now
from goodstanding.health.requests import count_request
from goodstanding.web.probes import PROBES

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
HEADER = "X-Request-ID"


class AccessLogMiddleware:
    """The first of all: tells of each request by the name of its page, never by its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with the number of the request."""
        began = time.monotonic()
        given = request.headers.get(HEADER, "")
        number = given if WELL_FORMED.fullmatch(given) else uuid4().hex
        with logged_about(request_id=number):
            response = self.get_response(request)
            response.headers[HEADER] = number
            user_id = getattr(getattr(request, "_cached_user", None), "pk", None)
            log_also(user_id=user_id)
            about = {name: logged_now(name) for name in ("request_id", "user_id", "import_id")}

        def log(sent: int) -> None:
            with logged_about(**about):
                _log(request, response.status_code, time.monotonic() - began, sent)

        return _told_when_sent(response, log)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> None:
        """Lines about an import say so."""
        log_also(import_id=kwargs.get("import_id"))


def _told_when_sent(response: HttpResponseBase, log: Callable[[int], None]) -> HttpResponseBase:
    """Log at once, or when all of a long answer has gone out, or nobody listens any more."""
    known = response.headers.get("Content-Length")
    if known is not None or not response.streaming:
        log(int(known if known is not None else len(getattr(response, "content", b""))))
        return response
    answer = cast(StreamingHttpResponse, response)
    blocks = cast(Iterator[bytes], answer.streaming_content)

    def counted() -> Iterator[bytes]:
        sent = 0
        try:
            for block in blocks:
                sent += len(block)
                yield block
        finally:
            log(sent)

    answer.streaming_content = counted()
    return answer


def _log(request: HttpRequest, status: int, seconds: float, sent: int) -> None:
    route = route_of(request)
    count_request(route, status, seconds)
    client = request.META["REMOTE_ADDR"]
    log_access(Access(request.method or "", route, status, client), seconds, sent)


def route_of(request: HttpRequest) -> str:
    """The name of the page; what leads nowhere has none, because addresses may hold anything."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    if request.path_info in PROBES:
        return request.path_info.strip("/")
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "nowhere"
