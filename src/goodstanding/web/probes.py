"""Whether the process answers, and whether it is ready: for load balancers and containers.

They come with any host name, by HTTP, and with no session, so they are answered before all that.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from goodstanding.health.checks import READINESS, examine, is_all_ok


class ProbesMiddleware:
    """Answers the addresses below itself; all others go on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of a probe, or of the page."""
        probe = PROBES.get(request.path_info)
        if probe is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        return probe(request)


def tell_health(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is looked at, the database least of all."""
    return HttpResponse("ok\n", content_type="text/plain")


def tell_readiness(request: HttpRequest) -> HttpResponse:
    """Each check by name, as text or JSON; 503 if one of them is bad."""
    found = examine(READINESS)
    status = 200 if is_all_ok(found) else 503
    if "application/json" in request.headers.get("Accept", ""):
        checks = [
            {"name": check.name, "ok": finding.is_ok, "reason": finding.said}
            for check, finding in found
        ]
        return JsonResponse({"ready": status == 200, "checks": checks}, status=status)
    lines = [
        f"{'ok ' if finding.is_ok else 'BAD'} {check.name}: {finding.said}\n"
        for check, finding in found
    ]
    return HttpResponse("".join(lines), content_type="text/plain", status=status)


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": tell_health,
    "/readyz": tell_readiness,
}
