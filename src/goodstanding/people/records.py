"""What of people and units is kept as versions, and how users are written in bulk."""

from __future__ import annotations

from goodstanding.history.bulk import Records
from goodstanding.people.models import (
    PasswordVersion,
    Supervision,
    SupervisionVersion,
    Unit,
    UnitVersion,
    User,
    UserVersion,
)

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

UNITS = Records(
    model=Unit,
    version_model=UnitVersion,
    columns=("parent_id", "name", "path", "full_name"),
    is_numbered=False,
)

SUPERVISIONS = Records(
    model=Supervision,
    version_model=SupervisionVersion,
    columns=("user_id", "unit_id"),
    is_numbered=False,
)

PASSWORDS = Records(
    model=User,
    version_model=PasswordVersion,
    columns=("digest",),
    is_numbered=False,
    # Who has no password that could be typed ("!" and what follows) has no version either.
    source=(
        "(SELECT id, encode(sha256(convert_to(password, 'UTF8')), 'hex') AS digest "
        "FROM people_user WHERE password NOT LIKE '!%')"
    ),
    names=("password of user", "passwords"),
)
