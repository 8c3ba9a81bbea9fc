"""Whether the process answers, and whether it is ready: for load balancers and containers.

They come with any host name, by HTTP, and with no session, so they are answered before all that.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare

from goodstanding.health.checks import READINESS, examine, is_all_ok
from goodstanding.health.metrics import exposition


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


def tell_figures(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for whoever asks from an allowed address or shows the token."""
    if not _may_read_figures(request):
        said = "Figures are for addresses and tokens that are allowed to read them.\n"
        return HttpResponse(said, content_type="text/plain", status=403)
    figures, content_type = exposition(request.headers.get("Accept", ""))
    return HttpResponse(figures, content_type=content_type)


def _may_read_figures(request: HttpRequest) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and kind == "Bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    try:
        client = ip_address(request.META["REMOTE_ADDR"])
    except ValueError:
        return False
    # An address of the old kind comes in the dress of the new one where both are listened to.
    plain = client.ipv4_mapped if isinstance(client, IPv6Address) else None
    return any((plain or client) in network for network in settings.METRICS_FROM)


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": tell_health,
    "/readyz": tell_readiness,
    "/metrics": tell_figures,
}
