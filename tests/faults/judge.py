"""What must hold after any fault, once all is at rest."""

from __future__ import annotations

from goodstanding.history.models import Event
from goodstanding.history.verify import verify
from goodstanding.imports.models import BUSY_STATES, Import, State
from goodstanding.imports.records import CHAINED
from goodstanding.imports.storage import scan_plan
from goodstanding.licenses.models import LicenseVersion
from goodstanding.plans.plan import OUTCOMES
from tests.exports.whole import results_file, undo_file


def faults_found(judged: set[object]) -> list[str]:
    """Everything lost, doubled, partial or stuck; imports that were ``judged`` are not read again.

    The chain and the records are held to the versions each time.
    """
    found = []
    for import_ in Import.objects.exclude(pk__in=judged):
        name = f"{import_.reference} ({import_.state})"
        if import_.state in BUSY_STATES or import_.lease_until:
            found.append(f"{name} is stuck")
        done = import_.state == State.IMPORTED
        events = Event.objects.filter(import_id=import_.pk)
        if not done and events.exists():
            found.append(f"{name} has left something behind")
        if done:
            found += _partial(import_, name)
            judged.add(import_.pk)
        if import_.state in {State.IMPORTED, State.CHECKED}:
            if sum(import_.counts[key] for key in OUTCOMES) != import_.counts["read"]:
                found.append(f"{name}: the outcomes do not add up")
            write = undo_file if import_.undoes_id else results_file
            if not write(import_, "txt")[2]:
                found.append(f"{name} has no results")
    broken = verify(CHAINED).broken
    return [*found, broken.what] if broken else found


def _partial(import_: Import, name: str) -> list[str]:
    """Whether an import wrote something else than its plan."""
    plan = scan_plan(import_)[0].collect()  # refused if it is not what was shown
    planned = {
        (row["row"], (row["target_version"] or 0) + 1, row["outcome"] == "remove")
        for row in plan.to_dicts()
        if row["outcome"] in {"add", "change", "remove"}
    }
    written = LicenseVersion.objects.filter(event__import_id=import_.pk)
    rows = list(written.values_list("source_row", "version", "removed"))
    if len(rows) != len({*rows}) or {*rows} != planned:
        return [f"{name} wrote something else than its plan"]
    return []
