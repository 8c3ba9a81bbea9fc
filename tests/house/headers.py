"""What every answer must carry, whoever asks and whatever comes of it."""

from __future__ import annotations

from typing import Any

WANTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def wrong_headers(answer: Any) -> dict[str, str | None]:
    """The headers that are not as they must be, as they are; nothing where all is well."""
    wrong = {
        name: answer.headers.get(name)
        for name, value in WANTED.items()
        if answer.headers.get(name) != value
    }
    for name in ("Access-Control-Allow-Origin", "Server", "X-Powered-By"):
        if name in answer.headers:
            wrong[name] = answer.headers[name]
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        wrong["Permissions-Policy"] = answer.headers.get("Permissions-Policy")
    return wrong
