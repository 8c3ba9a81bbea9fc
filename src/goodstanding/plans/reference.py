"""What is known already about the people, licenses and lists that a file speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

LEARNER_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "username": pl.String,
    "first_name": pl.String,
    "last_name": pl.String,
    "is_active": pl.Boolean,
}
PERSON_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "username": pl.String,
    "first_name": pl.String,
    "last_name": pl.String,
    "email": pl.String,
}
LICENSE_TYPE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "version": pl.Int32,
    "code": pl.String,
    "professional_role": pl.String,
    "state": pl.String,
    "name": pl.String,
    "board": pl.String,
    "renewal_months": pl.Decimal(12, 2),
    "hours_required": pl.Decimal(12, 2),
    "number_format": pl.String,
    "aliases": pl.String,
    "expires": pl.Boolean,
    "retired": pl.Boolean,
    "as_of": pl.Date,
}
HELD_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "version": pl.Int32,
    "user_id": pl.Int64,
    "license_type_id": pl.Int64,
    "number": pl.String,
    "issued_on": pl.Date,
    "expires_on": pl.Date,
    "does_not_expire": pl.Boolean,
    "status": pl.String,
    "multistate": pl.Boolean,
    "hours_required": pl.Decimal(12, 2),
    "verified_on": pl.Date,
    "verified_by": pl.String,
    "verification_method": pl.String,
    "notes": pl.String,
    "event_id": pl.Int64,
}
EDIT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "event_id": pl.Int64,
    "edited_at": pl.Datetime("us", "UTC"),
    "edited_by": pl.String,
}
USER_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "version": pl.Int32,
    "username": pl.String,
    "first_name": pl.String,
    "last_name": pl.String,
    "email": pl.String,
    "job_title": pl.String,
    "unit_id": pl.Int64,
    "role": pl.String,
    "may_import": pl.Boolean,
    "is_active": pl.Boolean,
}
UNIT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "name": pl.String,
    "full_name": pl.String,
}


def _empty(schema: dict[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, slots=True)
class Reference:
    """Frames in the schemas above, already narrowed to what the actor may touch.

    ``learners`` are those that the file names, ``held`` their licenses; ``usernames`` the names
    to suggest from where the file names somebody unknown, ``people`` the same people with their
    names and addresses (none, if they are too many to tell who is the only one of a name).
    ``users`` and ``units`` serve the Users Spreadsheet, ``license_types`` both of the others;
    ``acting_user_id`` is who imports, ``file_saved_at`` when the file was last saved (None: nobody
    knows), ``edits`` what people have edited since then; ``event_id`` of a held license is what was
    done to it last.
    What a kind of sheet does not need stays empty.
    """

    learners: pl.DataFrame = field(default_factory=lambda: _empty(LEARNER_SCHEMA))
    license_types: pl.DataFrame = field(default_factory=lambda: _empty(LICENSE_TYPE_SCHEMA))
    held: pl.DataFrame = field(default_factory=lambda: _empty(HELD_SCHEMA))
    edits: pl.DataFrame = field(default_factory=lambda: _empty(EDIT_SCHEMA))
    users: pl.DataFrame = field(default_factory=lambda: _empty(USER_SCHEMA))
    units: pl.DataFrame = field(default_factory=lambda: _empty(UNIT_SCHEMA))
    usernames: list[str] = field(default_factory=list)
    people: pl.DataFrame = field(default_factory=lambda: _empty(PERSON_SCHEMA))
    acting_user_id: int | None = None
    file_saved_at: datetime | None = None
