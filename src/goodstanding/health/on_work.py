"""Checks of the workers and of what waits for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models.functions import Now

from goodstanding.health.ages import in_words, since
from goodstanding.health.finding import Finding, bad, good, soon
from goodstanding.imports import job
from goodstanding.installation.models import Worker
from goodstanding.installation.workers import ALIVE_FOR

ROUND = timedelta(minutes=5)
"""A worker goes round every ten seconds; mail servers that do not answer may keep it."""
LONG, TOO_LONG = timedelta(minutes=5), timedelta(minutes=30)
"""Imports are taken up at once, unless others are in work."""


def see_worker() -> Finding:
    """Somebody is there to check and import files."""
    alive = Worker.objects.filter(seen_at__gte=Now() - ALIVE_FOR).count()
    if not alive:
        return bad(
            "No worker is alive, so no file is checked or imported.",
            "Start goodstanding serve, which has one, or goodstanding worker.",
        )
    return good("A worker is alive." if alive == 1 else f"{alive} workers are alive.")


def see_housekeeping() -> Finding:
    """A worker has been round lately: mail, expired plans, what was abandoned."""
    alive = Worker.objects.filter(seen_at__gte=Now() - ALIVE_FOR)
    last = alive.exclude(kept_house_at=None).order_by("-kept_house_at").first()
    began = alive.order_by("started_at").first()
    remedy = "Restart the worker; the log says what keeps it."
    if began is None:
        return soon("Nobody keeps house while no worker is alive.", "Start goodstanding worker.")
    then = last.kept_house_at if last and last.kept_house_at else began.started_at
    said = f"A worker has been round {in_words(since(then))} ago."
    return bad(said, remedy) if since(then) > ROUND else good(said)


def waiting_since() -> list[datetime]:
    """Since when each import waits that nobody is at work on; the first 1,000."""
    found = job.waiting().values_list("lease_until", "created_at", "progress")[:1000]
    return [
        lease or datetime.fromisoformat(progress.get("began", created.isoformat()))
        for lease, created, progress in found
    ]


def see_queue() -> Finding:
    """No import waits for long."""
    waiting = waiting_since()
    if not waiting:
        return good("Nothing waits for a worker.")
    age = since(min(waiting))
    count = f"{len(waiting)} imports wait" if len(waiting) > 1 else "An import waits"
    said = f"{count} for a worker, the longest for {in_words(age)}."
    remedy = (
        "If a large import is under way, wait for it; else restart the worker, and see its log."
    )
    if age > TOO_LONG:
        return bad(said, remedy)
    return soon(said, remedy) if age > LONG else good(said)
