"""How licenses and license types are written in bulk, with their versions."""

from __future__ import annotations

from goodstanding.history.bulk import Records
from goodstanding.licenses.models import (
    License,
    LicenseType,
    LicenseTypeVersion,
    LicenseVersion,
)

LICENSES = Records(
    model=License,
    version_model=LicenseVersion,
    columns=(
        "user_id",
        "license_type_id",
        "number",
        "issued_on",
        "expires_on",
        "does_not_expire",
        "status",
        "multistate",
        "hours_required",
        "verified_on",
        "verified_by",
        "verification_method",
        "notes",
    ),
    identity=(
        "t.user_id = s.user_id AND t.license_type_id = s.license_type_id AND t.number = s.number"
    ),
    keeps_event=True,
)

LICENSE_TYPES = Records(
    model=LicenseType,
    version_model=LicenseTypeVersion,
    columns=(
        "code",
        "professional_role",
        "state",
        "name",
        "board",
        "renewal_months",
        "hours_required",
        "number_format",
        "aliases",
        "expires",
        "retired",
        "as_of",
    ),
    identity=(
        "lower(t.code) = lower(s.code) OR (t.professional_role = s.professional_role "
        "AND t.state = s.state AND t.name = s.name)"
    ),
)
