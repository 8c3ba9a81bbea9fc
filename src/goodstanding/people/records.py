"""How users are written in bulk, with their versions."""

from __future__ import annotations

from goodstanding.history.bulk import Records
from goodstanding.people.models import User, UserVersion

USERS = Records(
    model=User,
    version_model=UserVersion,
    columns=(
        "username",
        "first_name",
        "last_name",
        "email",
        "job_title",
        "unit_id",
        "role",
        "may_import",
        "is_active",
    ),
    identity="lower(t.username) = lower(s.username)",
)
