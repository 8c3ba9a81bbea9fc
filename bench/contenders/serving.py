"""What browsing needs besides the server: sessions of people, and an import of a file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from bench.measure import Measured, child_mib, peak_mib

PAUSE = 0.2


def run(rows: int, people: int = 0, file: str = "", patience: float = 0) -> list[Measured]:
    """Sign people in and give their sessions; or have a file imported by the worker."""
    if people:
        facts = {"sessions": [_sign_in() for _ in range(people)], "addresses": _addresses()}
        return [Measured("sign in", people, 0.0, facts=facts)]
    start = time.perf_counter()
    state, counts = _import(Path(file), patience)
    seconds = time.perf_counter() - start
    facts = {"state": state, "counts": counts}
    return [Measured("upload", rows, seconds, peak_mib(), child_mib(), facts)]


def _sign_in() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from goodstanding.people.models import User

    alice = User.objects.get(username="alice")
    session = SessionStore()
    session[SESSION_KEY] = str(alice.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = alice.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _addresses() -> list[str]:
    """What people look at: lists, filters, learners, licenses."""
    from bench.addresses import LIST, addresses

    from goodstanding.licenses.models import License

    named = addresses()
    wanted = ("no filter", "a username", "a last name", "site", "expiring within 30 days",
              "status probation", "standing expired", "users")  # fmt: skip
    held = License.objects.order_by("pk").values_list("user_id", "pk")[:1000:100]
    own = [f"/users/{user}/" for user, _ in held] + [f"{LIST}{pk}/" for _, pk in held]
    return [named[name] for name in wanted] * 2 + own


def _import(path: Path, patience: float) -> tuple[str, Any]:
    from goodstanding.imports import actions
    from goodstanding.imports.models import Import, State
    from goodstanding.imports.worker import wake_worker
    from goodstanding.people.actor import Actor
    from goodstanding.people.models import User

    alice = Actor(User.objects.get(username="alice"), "command line")
    end = time.monotonic() + patience
    with path.open("rb") as source:
        made = actions.upload(source, file_name=path.name, kind="licenses", actor=alice)
    wake_worker()
    asked = False
    while time.monotonic() < end:
        now = Import.objects.get(pk=made.pk)
        if now.state == State.CHECKED and not asked:
            actions.request_import(
                now.pk,
                plan_digest=now.plan_digest,
                only_good_rows=True,
                accept_warnings=True,
                actor=alice,
            )
            wake_worker()
            asked = True
        if now.state not in {State.UPLOADED, State.CHECKING, State.CHECKED, State.IMPORTING}:
            return now.state, now.counts | {"seconds": now.seconds}
        time.sleep(PAUSE)
    return "unfinished", {}
