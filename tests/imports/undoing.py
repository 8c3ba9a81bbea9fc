"""Imports and their undos by the engine alone, without upload, reading process and worker."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from goodstanding.formats.read import read_bytes_here
from goodstanding.imports.apply import apply_plan
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import, State
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.plans.plan import Plan
from goodstanding.sheets.normalize import normalize
from goodstanding.sheets.recognize import recognize

TODAY = date(2026, 11, 24)
HEADER = "Action\tUsername\tLicense ID\tLicense Number\tIssue Date\tExpiration Date\tNotes\n"
GOOD = HEADER + (
    "\tdora\tRN-TX\t0012345\t\t01/31/2037\t\n"
    "\tDora\tRN-OH\t00-77\t01/15/2026\t01/31/2028\tnew here\n"
    "delete\tdora\tBLS\t\t\t\t\n"
    "\terik\tRN-OH\trn 445566\t\t\t\n"
)


def plan_of(user: User, text: str, kind: str) -> Plan:
    """What a file of that text would do."""
    found = find_kind(kind)
    document = read_bytes_here(text.encode())
    entries = normalize(recognize(document, found.sheet), today=TODAY)
    with transaction.atomic():
        reference = found.look_up(entries, Actor(user, "web"))
    return found.make_plan(entries, reference, TODAY)


def imported(user: User, text: str, kind: str = "licenses") -> Import:
    """An import of that text, without the rows that cannot be imported."""
    return applied(plan_of(user, text, kind), user)


def applied(plan: Plan, user: User, undoes: Import | None = None) -> Import:
    """The plan, applied as the engine does."""
    import_ = Import.objects.create(
        kind=plan.kind,
        state=State.IMPORTED,
        actor=user,
        door="web",
        file_name="sheet.txt",
        file_size=0,
        file_digest="",
        counts=plan.counts(),
        undoes=undoes,
    )
    with transaction.atomic():
        apply_plan(import_, plan.frame.lazy(), find_kind(plan.kind), Actor(user, "web"))
        import_.save(update_fields=["imported_at"])
    return import_
