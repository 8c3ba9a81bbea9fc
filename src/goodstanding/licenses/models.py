"""License types, the licenses that people hold, and a full copy of each after every change."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower

from goodstanding.folded import folded
from goodstanding.history.models import Event, Version
from goodstanding.people.models import User

whole_number = RegexValidator(
    r"^(?:#+|[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,3})$",
    "This is what a spreadsheet leaves of a number for which its column was too narrow.",
    code="digits-lost",
    inverse_match=True,
)
real_number = RegexValidator(
    r"(?i)^(?:n/?a|none|null|nil|tbd|unknown|not applicable|not available|[-–—_.?]{1,3})$",
    "Leave the number blank if there is none.",
    code="placeholder-in-number",
    inverse_match=True,
)
"""These two refuse by hand what an import would not take for a number either (``sheets``)."""


class Status(models.TextChoices):
    """What the board says of a license, as recorded."""

    ACTIVE = "active", "Active"
    PENDING = "pending", "Pending"
    INACTIVE = "inactive", "Inactive"
    PROBATION = "probation", "Probation"
    SUSPENDED = "suspended", "Suspended"
    REVOKED = "revoked", "Revoked"
    SURRENDERED = "surrendered", "Surrendered"
    EXPIRED = "expired", "Expired"


class LicenseType(models.Model):
    """An available license: professional role -> state -> license/certification.

    ``state`` is a postal code, blank for national ones. ``aliases`` are other names, "; "
    between them. ``as_of`` says when the facts were last checked.
    """

    code = models.CharField("License ID", max_length=40)
    professional_role = models.CharField(max_length=100)
    state = models.CharField(max_length=2, blank=True)
    name = models.CharField("license/certification", max_length=150)
    board = models.CharField(max_length=200, blank=True)
    renewal_months = models.PositiveSmallIntegerField(null=True, blank=True)
    hours_required = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    number_format = models.CharField(max_length=200, blank=True)
    aliases = models.TextField(blank=True)
    expires = models.BooleanField(default=True)
    retired = models.BooleanField(default=False)
    as_of = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("code"), name="license_id_once_in_any_case"),
            models.UniqueConstraint(
                fields=["professional_role", "state", "name"], name="license_type_name_once"
            ),
        ]
        # In this order licenses are sorted: type by type, which takes an index of the types.
        indexes = [models.Index(fields=["name", "state", "id"], name="license_type_by_name")]
        ordering = ["professional_role", "name", "state"]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})" if self.state else self.name


class LicenseFields(models.Model):
    """What a license and each of its versions hold alike."""

    number = models.CharField(
        "license number", max_length=100, blank=True, validators=[whole_number, real_number]
    )
    issued_on = models.DateField("issue date", null=True, blank=True)
    expires_on = models.DateField("expiration date", null=True, blank=True)
    does_not_expire = models.BooleanField(default=False)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    multistate = models.BooleanField(default=False)
    hours_required = models.DecimalField(
        "total hours required", max_digits=6, decimal_places=2, null=True, blank=True
    )
    verified_on = models.DateField("verified date", null=True, blank=True)
    verified_by = models.CharField(max_length=150, blank=True)
    verification_method = models.CharField(max_length=150, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        abstract = True


class License(LicenseFields):
    """A license, certification, registration or card held by a learner."""

    # That both exist is looked at once a statement (see ``belonging``), not once a row.
    # The unique constraint begins with the user, so it serves as the user's index too.
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="licenses",
        db_index=False,
        db_constraint=False,
    )
    # The index by number begins with the license type, so it serves as the type's index too.
    license_type = models.ForeignKey(
        LicenseType,
        on_delete=models.PROTECT,
        related_name="licenses",
        db_index=False,
        db_constraint=False,
    )
    version = models.PositiveIntegerField(default=1)
    # Events are never removed, so the database need not look for each of them once more.
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "license_type", "number"], name="license_once"),
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("issued_on"))
                | models.Q(expires_on__isnull=True)
                | models.Q(issued_on__isnull=True),
                name="license_expires_after_issue",
                violation_error_code="expires-before-issued",
                violation_error_message="The expiration date lies before the issue date.",
            ),
            models.CheckConstraint(
                condition=models.Q(does_not_expire=False) | models.Q(expires_on__isnull=True),
                name="license_expires_or_not",
                violation_error_code="expires-and-does-not",
                violation_error_message=(
                    "There is an expiration date, and yet the license does not expire."
                ),
            ),
        ]
        # Every index costs each imported row a write, so each has to serve several questions.
        indexes = [
            # By license and its numbers; search by number takes one look for each license type,
            # of which there are few.
            models.Index(F("license_type"), folded("number"), name="license_by_type_and_number"),
            models.Index(fields=["expires_on"], name="license_by_expiry"),
            # The second column lets standings be told apart without fetching the rows.
            models.Index(fields=["issued_on", "expires_on"], name="license_by_issue"),
            # Nearly all are active, so this one is small and most rows never touch it; hence it
            # can hold all that is needed to count its rows.
            models.Index(
                fields=["status", "expires_on"],
                include=["issued_on", "user", "license_type", "id"],
                name="license_not_active",
                condition=~models.Q(status=Status.ACTIVE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.license_type} {self.number}".strip()

    @property
    def license_id(self) -> int:
        """The id; a version has one of its own, and this one besides."""
        return self.pk


class LicenseVersion(Version, LicenseFields):
    """A license after one change: the audit trail, the way back, the answer to "as of"."""

    # Without a constraint, because a version outlives what it speaks of.
    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    license_type = models.ForeignKey(
        LicenseType,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "version"], name="license_version_once")
        ]
        indexes = [models.Index(fields=["user"], name="license_version_by_user")]

    @property
    def license_id(self) -> int:
        """The id of the license that this is a version of."""
        return self.record_id


class LicenseTypeVersion(Version):
    """A license type after one change."""

    code = models.CharField(max_length=40)
    professional_role = models.CharField(max_length=100)
    state = models.CharField(max_length=2)
    name = models.CharField(max_length=150)
    board = models.CharField(max_length=200)
    renewal_months = models.PositiveSmallIntegerField(null=True)
    hours_required = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    number_format = models.CharField(max_length=200)
    aliases = models.TextField()
    expires = models.BooleanField()
    retired = models.BooleanField()
    as_of = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_id", "version"], name="license_type_version_once"
            )
        ]
