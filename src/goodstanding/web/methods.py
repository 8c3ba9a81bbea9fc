"""Which pages take what is sent to them; every page can be looked at, and nothing else is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from goodstanding.refusals import Refusal
from goodstanding.web.errors import show_refusal

LOOKS = ("GET", "HEAD")
TAKE_FORMS = frozenset(
    {
        "account_login",
        "account_logout",
        "account_signup",
        "account_change_password",
        "import-again",
        "import-apply",
        "import-cancel",
        "import-discard",
        "import-fix",
        "import-new",
        "import-reading",
        "import-undo",
        "license-add",
        "license-edit",
        "license-put-back",
        "license-remove",
        "license-type-add",
        "license-type-edit",
        "license-type-retire",
        "remembered-forget",
        "system",
        "units",
        "user-add",
        "user-edit",
        "user-password",
    }
)
"""The names of the addresses that something can be sent to (POST)."""


class MethodsMiddleware:
    """Refuses what a page does not know, before anything is asked of who sends it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; its page is not known yet."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: Any
    ) -> HttpResponse | None:
        """A page that says what can be done here, for a method that is not known."""
        match = request.resolver_match
        takes_forms = match is not None and match.url_name in TAKE_FORMS
        allowed = (*LOOKS, "POST") if takes_forms else LOOKS
        if request.method in allowed:
            return None
        refusal = Refusal(
            "method-not-known",
            "This page can be looked at, but not be asked for that. Nothing was changed.",
            "Go back to the page that you came from and use its links and buttons.",
        )
        refusal.status = 405
        answer = show_refusal(request, refusal)
        answer.headers["Allow"] = ", ".join(allowed)
        return answer
