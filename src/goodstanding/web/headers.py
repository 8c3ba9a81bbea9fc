"""The headers of every answer, refusals and failures too, and the answers that are compressed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from goodstanding.config.response_headers import HEADERS, NOT_KEPT

COMPRESSED = ("text/html", "text/css", "text/javascript", "image/svg+xml")


class HeadersMiddleware:
    """The first of all: whatever answers below, a failure too, has the headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with the headers."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        kept = request.path_info.startswith(settings.STATIC_URL) and response.status_code < 400
        if not kept:
            response.headers["Cache-Control"] = NOT_KEPT
        elif request.get_full_path() == _address_of(request.path_info):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _address_of(path: str) -> str:
    """The address by which pages link to this static file: with the digest of what it holds."""
    return staticfiles_storage.url(path.removeprefix(settings.STATIC_URL))


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages and static texts; what is downloaded goes out as it is made.

    The blocks of random length that Django puts in hide how well a secret was guessed, and
    the token against forged requests is another one on every page.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer, compressed where that is worth it."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        whole = response.status_code != 206
        if kind not in COMPRESSED or not whole or "Content-Disposition" in response.headers:
            return response
        return super().process_response(request, response)
