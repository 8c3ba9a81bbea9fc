"""How the installation is: for administrators, who are told what to do where it is not well."""

from __future__ import annotations

from django.contrib import messages
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goodstanding.health.chain_check import is_wanted, want_check
from goodstanding.health.checks import ON_PAGE, examine, is_all_ok
from goodstanding.health.finding import Check, Finding, State
from goodstanding.health.versions import versions
from goodstanding.installation.models import Worker
from goodstanding.installation.workers import ALIVE_FOR
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.web.actor import signed_in

WORDS = {State.GOOD: "Good", State.SOON: "See to it", State.BAD: "Bad"}
WORST_FIRST = [State.BAD, State.SOON, State.GOOD]
TONES = {State.GOOD: "valid", State.SOON: "expiring", State.BAD: "expired"}


@signed_in
def show_system(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the checks have found; sent to, it has the history checked now."""
    actor.require(Permission.INSTALLATION_VIEW)
    if request.method == "POST":
        want_check()
        messages.success(request, "The history is being checked. Look again in a minute.")
        return redirect("system")
    found = sorted(examine(ON_PAGE), key=_worst_first)
    context = {
        "checks": [
            (check, finding, WORDS[finding.state], TONES[finding.state]) for check, finding in found
        ],
        "bad": sum(not finding.is_ok for _, finding in found),
        "is_ok": is_all_ok(found),
        "soon": sum(finding.state == State.SOON for _, finding in found),
        "is_wanted": is_wanted(),
        "workers": Worker.objects.filter(seen_at__gte=Now() - ALIVE_FOR).order_by("started_at"),
        "versions": versions(),
    }
    return render(request, "system/system.html", context)


def _worst_first(found: tuple[Check, Finding]) -> int:
    return WORST_FIRST.index(found[1].state)
