"""The questions about imports, each starting from what the actor may see."""

from __future__ import annotations

import re
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from goodstanding.imports.kinds import KINDS, find_kind
from goodstanding.imports.models import Import, State
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Seen, imports_seen_by
from goodstanding.refusals import NotFound


def imports_visible_to(actor: Actor) -> QuerySet[Import]:
    """The imports whose pages, plans and results the actor may see (``people.permissions``).

    One's own are of those kinds only that one may import today.
    """
    found = Import.objects.select_related("actor")
    own, others = imports_seen_by(actor.user)
    if others == Seen.EVERYTHING:
        return found
    if own == Seen.EVERYTHING:
        kinds = [kind.sheet.name for kind in KINDS if actor.may(kind.permission)]
        return found.filter(actor=actor.user, kind__in=kinds)
    return found.none()


def past_imports(actor: Actor, kind: str) -> QuerySet[Import]:
    """What was uploaded, the newest first, with ``undone_on`` where it was taken back."""
    undo = Import.objects.filter(undoes=OuterRef("pk"), state=State.IMPORTED)
    found = imports_visible_to(actor).filter(kind=kind).order_by("-created_at")
    return found.annotate(undone_on=Subquery(undo.values("imported_at")[:1]))


def find_import(actor: Actor, import_id: UUID) -> Import:
    """The import; ``NotFound`` where there is none that the actor may see."""
    found = imports_visible_to(actor).filter(pk=import_id).first()
    if found is None:
        raise NotFound("import")
    found.viewer = actor
    return found


def lock_import(actor: Actor, import_id: UUID) -> Import:
    """The import, for the caller's transaction alone, if the actor may do something to it."""
    find_import(actor, import_id)
    import_ = Import.objects.select_for_update().get(pk=import_id)
    actor.require(find_kind(import_.kind).permission)
    import_.viewer = actor
    return import_


def find_import_named(actor: Actor, reference: str) -> Import:
    """The same by its reference (GS-1234ABCD), or by the whole id."""
    digits = reference.strip().upper().removeprefix("GS-").replace("-", "")
    if not re.fullmatch("[0-9A-F]{8}|[0-9A-F]{32}", digits):
        raise NotFound("import")
    first, last = (UUID(digits.ljust(32, filler)) for filler in "0F")
    found = imports_visible_to(actor).filter(pk__gte=first, pk__lte=last)[:2]
    if len(found) != 1:
        raise NotFound("import")
    found[0].viewer = actor
    return found[0]


def successor(import_: Import) -> Import | None:
    """The new check of an import that went out of date."""
    return Import.objects.filter(follows=import_).first()


def undo_of(import_: Import) -> Import | None:
    """The undo of an import that is under way or done; those that came to nothing do not count."""
    gone = (State.DISCARDED, State.EXPIRED, State.STOPPED, State.STALE)
    return Import.objects.filter(undoes=import_).exclude(state__in=gone).first()


def same_bytes_before(actor: Actor, import_: Import) -> Import | None:
    """The last earlier upload of the very same bytes, among those that the actor may see."""
    if import_.undoes_id or import_.follows_id:
        return None
    twins = imports_visible_to(actor).filter(
        kind=import_.kind, file_digest=import_.file_digest, created_at__lt=import_.created_at
    )
    return twins.exclude(state__in=(State.DISCARDED, State.STALE)).order_by("-created_at").first()


def may_import_at_once(import_: Import) -> bool:
    """Whether an upload with "Only validate the file" unticked goes on without a further look.

    It does if there is nothing to be told, or if this very plan has been shown already.
    """
    if import_.counts.get("errors") or import_.unusual:
        return False
    shown = Import.objects.filter(
        actor=import_.actor,
        file_digest=import_.file_digest,
        plan_digest=import_.plan_digest,
        state=State.CHECKED,
    ).exclude(pk=import_.pk)
    return not import_.counts.get("warnings") or shown.exists()
