"""Good Standing itself: upload and check a file, then import its plan."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from typing import Any

from bench.contenders.records import count_versions
from bench.measure import Measured, measure

WARM_ROWS = 50
READY_SECONDS = 2
"""Until the process that will read the next file has started."""


def run(file: str, rows: int, checkpoint: bool = True) -> list[Measured]:
    """Check and import, each with its own clock, in one process as a worker does it."""
    from django.db import connection

    from goodstanding.formats.process.reader import stand_ready
    from goodstanding.imports import actions
    from goodstanding.imports.checking import file_limits
    from goodstanding.people.actor import Actor
    from goodstanding.people.models import User

    alice = Actor(User.objects.get(username="alice"), "command line")
    path = Path(file)
    with path.open("rb") as source:
        _check(BytesIO(b"".join(source.readline() for _ in range(WARM_ROWS + 1))), alice)
    stand_ready(file_limits())  # as a worker does after each file
    time.sleep(READY_SECONDS)
    before = count_versions()
    with path.open("rb") as source:
        checked, (import_, plan) = measure("check", rows, lambda: _check(source, alice))
    checked.facts = {"plan": plan.counts() | {"errors": import_.counts["errors"],
                                              "warnings": import_.counts["warnings"]}}  # fmt: skip
    del plan  # the worker has the plan only from its file, too
    if checkpoint:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
    imported, _ = measure(
        "import",
        rows,
        lambda: actions.apply(
            import_.pk,
            plan_digest=import_.plan_digest,
            only_good_rows=True,
            accept_warnings=True,
            actor=alice,
        ),
    )
    after = count_versions()
    imported.facts = {key: after[key] - before[key] for key in after}
    return [checked, imported]


def _check(source: Any, alice: Any) -> tuple[Any, Any]:
    from goodstanding.imports import actions

    made = actions.upload(source, file_name="licenses.txt", kind="licenses", actor=alice)
    plan = actions.check(made, actor=alice)
    if plan is None:
        raise RuntimeError(f"the file cannot be read: {made.refusal}")
    return made, plan
