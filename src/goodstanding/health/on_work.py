"""Checks of the workers and of what waits for them."""

from __future__ import annotations

from django.db.models.functions import Now

from goodstanding.health.finding import Finding, bad, good
from goodstanding.installation.models import Worker
from goodstanding.installation.workers import ALIVE_FOR


def see_worker() -> Finding:
    """Somebody is there to check and import files."""
    alive = Worker.objects.filter(seen_at__gte=Now() - ALIVE_FOR).count()
    if not alive:
        return bad(
            "No worker is alive, so no file is checked or imported.",
            "Start goodstanding serve, which has one, or goodstanding worker.",
        )
    return good("A worker is alive." if alive == 1 else f"{alive} workers are alive.")
