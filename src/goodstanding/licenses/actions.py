"""Everything that can be done to a license: permission, transaction, change, history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from goodstanding.history.bulk import Moved, find_moved, merge, stage_rows, staged_ids
from goodstanding.history.record import recorded
from goodstanding.history.validity import check_record
from goodstanding.licenses.models import License, LicenseType, LicenseVersion
from goodstanding.licenses.records import LICENSES
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import learners_changeable_by
from goodstanding.refusals import Conflict, Invalid, NotFound


@transaction.atomic
def add_license(
    values: Mapping[str, Any], *, learner_id: int, license_type_id: int, actor: Actor
) -> License:
    """Record a license that a learner holds; ``values`` by field name of ``LicenseFields``."""
    learner = _changeable_learner(actor, learner_id)
    kind = LicenseType.objects.filter(pk=license_type_id, retired=False).first()
    if kind is None:
        raise Invalid(
            "license-unknown",
            "That license is not on the list of available licenses, or it is retired.",
            "Choose one of the list.",
            field="license_type",
        )
    license_ = License(user=learner, license_type=kind, version=0, **values)
    return License.objects.get(pk=_write("licenses.add", "add", license_, actor))


@transaction.atomic
def change_license(
    values: Mapping[str, Any], *, license_id: int, version: int, actor: Actor
) -> License:
    """Change what is recorded; refused if somebody else has changed it since ``version``."""
    license_ = _changeable_license(actor, license_id)
    if license_.version != version:
        raise _changed_meanwhile(license_.event.actor_name)
    before = {field: getattr(license_, field) for field in values}
    for field, value in values.items():
        setattr(license_, field, value)
    if before != dict(values):
        _write("licenses.change", "change", license_, actor)
    return License.objects.get(pk=license_id)


@transaction.atomic
def remove_license(*, license_id: int, reason: str = "", actor: Actor) -> None:
    """Delete a license; its versions stay, and it can be put back."""
    license_ = _changeable_license(actor, license_id)
    _write("licenses.remove", "remove", license_, actor, reason)


@transaction.atomic
def put_back_license(*, license_id: int, actor: Actor) -> License:
    """Bring a deleted license back as it was, under the same number."""
    last = LicenseVersion.objects.filter(record_id=license_id).order_by("-version").first()
    if last is None or not learners_changeable_by(actor).filter(pk=last.user_id).exists():
        raise NotFound("license")
    if not last.removed:
        raise Conflict("license-not-deleted", "This license is already there.")
    values = {column: getattr(last, column) for column in LICENSES.columns}
    license_ = License(pk=license_id, version=last.version, **values)
    _write("licenses.put-back", "add", license_, actor)
    return License.objects.get(pk=license_id)


def _write(action: str, outcome: str, license_: License, actor: Actor, reason: str = "") -> int:
    """Check the meaning, then stage and merge the one license; give its id."""
    if outcome != "remove":
        _check(license_)
    row = {column: getattr(license_, column) for column in LICENSES.columns}
    row |= {"outcome": outcome, "record_id": license_.pk, "record_version": license_.version}
    stage_rows(LICENSES, [row])
    if find_moved(LICENSES):
        raise _faster(outcome, license_)
    words = f"{license_.license_type} of {license_.user.full_name}"
    deed = recorded(action, words, learner_id=license_.user_id, reason=reason, actor=actor)
    try:
        with deed as event:
            merge(LICENSES, event)
    except (IntegrityError, Moved) as error:
        # Somebody added or changed the same license between our look and our write.
        raise _faster(outcome, license_) from error
    return staged_ids(LICENSES)[0]


def _faster(outcome: str, license_: License) -> Conflict:
    return _exists(license_) if outcome == "add" else _changed_meanwhile("Somebody")


def _exists(license_: License) -> Conflict:
    return Conflict(
        "license-exists",
        f"{license_.user.full_name} already has this license under this number.",
        "Edit that one instead, or enter another number.",
    )


def _changed_meanwhile(by: str) -> Conflict:
    return Conflict(
        "license-changed-meanwhile",
        f"{by} changed this license while you were editing it. Nothing was saved.",
        "Look at what it says now, then make your change again.",
    )


def _check(license_: License) -> None:
    """Refuse what makes no sense, and a license that the learner has already."""
    try:
        check_record(license_, fields_left_out=["user", "license_type", "event", "version", "id"])
    except Invalid as refusal:
        if refusal.code == "unique_together":
            raise _exists(license_) from refusal
        raise


def _changeable_learner(actor: Actor, learner_id: int) -> User:
    actor.require(Permission.LICENSES_CHANGE)
    learner = learners_changeable_by(actor).filter(pk=learner_id).first()
    if learner is None:
        raise NotFound("person")
    return learner


def _changeable_license(actor: Actor, license_id: int) -> License:
    actor.require(Permission.LICENSES_CHANGE)
    found = (
        License.objects.filter(pk=license_id, user__in=learners_changeable_by(actor))
        .select_related("user", "license_type", "event")
        .first()
    )
    if found is None:
        raise NotFound("license")
    return found
