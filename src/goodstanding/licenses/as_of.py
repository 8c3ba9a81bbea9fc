"""What was on record on a day in the past: the licenses as their versions tell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from goodstanding.licenses.models import LicenseVersion


def end_of(day: date) -> datetime:
    """The first moment after the day, where the organization is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def licenses_known_on(day: date) -> QuerySet[LicenseVersion]:
    """The last version of each license by the end of that day, of those that were not deleted."""
    moment = end_of(day)
    newer = LicenseVersion.objects.filter(
        record_id=OuterRef("record_id"), version__gt=OuterRef("version"), event__at__lt=moment
    )
    known = LicenseVersion.objects.filter(event__at__lt=moment, removed=False)
    return known.filter(~Exists(newer))
