"""Where a license stands on a given day: derived from dates and status, never stored."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Case, CharField, Q, TextChoices, Value, When

from goodstanding.licenses.models import Status

EXPIRING_DAYS = 90
IN_FORCE = (Status.ACTIVE, Status.PROBATION)
RESTING = tuple(status for status in Status if status not in {*IN_FORCE, Status.EXPIRED})


class Standing(TextChoices):
    """What a surveyor would say of a license today."""

    VALID = "valid", "Valid"
    EXPIRING = "expiring", "Expiring"
    EXPIRED = "expired", "Expired"
    NOT_YET_VALID = "not-yet-valid", "Not yet valid"
    NOT_IN_FORCE = "not-in-force", "Not in force"


def standing_on(day: date) -> Case:
    """The standing as a database expression, for rows and counts.

    A license is good through the end of its expiration date. One that the board holds
    pending, inactive, suspended, revoked or surrendered is not in force, whatever its dates.
    """
    soon = day + timedelta(days=EXPIRING_DAYS)
    return Case(
        When(Q(status=Status.EXPIRED) | Q(expires_on__lt=day), then=Value(Standing.EXPIRED)),
        When(~Q(status__in=IN_FORCE), then=Value(Standing.NOT_IN_FORCE)),
        When(issued_on__gt=day, then=Value(Standing.NOT_YET_VALID)),
        When(expires_on__lte=soon, then=Value(Standing.EXPIRING)),
        default=Value(Standing.VALID),
        output_field=CharField(),
    )


def standing_parts(standing: str, day: date) -> list[Q]:
    """What makes a license have the standing on the day, in parts that share none.

    The same as comparing with ``standing_on``, which no index could serve.
    """
    soon = day + timedelta(days=EXPIRING_DAYS)
    unexpired = Q(expires_on__gte=day) | Q(expires_on=None)
    in_force = Q(status__in=IN_FORCE)
    begun = in_force & (Q(issued_on__lte=day) | Q(issued_on=None))
    return {
        Standing.VALID: [begun & Q(expires_on__gt=soon), begun & Q(expires_on=None)],
        Standing.EXPIRING: [begun & Q(expires_on__range=(day, soon))],
        Standing.EXPIRED: [Q(expires_on__lt=day), Q(status=Status.EXPIRED) & unexpired],
        Standing.NOT_YET_VALID: [in_force & unexpired & Q(issued_on__gt=day)],
        Standing.NOT_IN_FORCE: [Q(status__in=RESTING) & unexpired],
    }[Standing(standing)]
