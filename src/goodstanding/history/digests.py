"""The digests of versions, by the format of the link that seals them."""

# ruff: noqa: S608 - SQL made of our own table and column names

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, models

from goodstanding.history.models import Link, Version

FORMAT = 2
"""The format of new links. Format 1 covers whatever is not null of the columns that there were
when it was in use. Format 2 covers what is set: neither null nor, in a column that cannot be null,
what it says by itself ("" of a text, false, 0). So a later release may add a column, either
nullable or with such a default, and versions from before have the digests that they had."""

COLUMNS_OF_FORMAT_1 = {
    "people_userversion": (
        "record_id version removed source_row username first_name last_name email job_title "
        "unit_id role may_import is_active"
    ),
    "licenses_licenseversion": (
        "record_id version removed source_row user_id license_type_id number issued_on "
        "expires_on does_not_expire status multistate hours_required verified_on verified_by "
        "verification_method notes"
    ),
    "licenses_licensetypeversion": (
        "record_id version removed source_row code professional_role state name board "
        "renewal_months hours_required number_format aliases expires retired as_of"
    ),
}
"""What stood in the version tables while format 1 was in use; columns since are covered by the
rule of format 2, so that nothing can be written into them unseen."""

TEXTS = (models.CharField, models.TextField)
NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)


@dataclass(frozen=True, slots=True)
class VersionDigest:
    """The digest of all versions that an event made, and how many they are."""

    digest: str
    count: int


def version_tables() -> list[type[Version]]:
    """Every table of versions, by name."""
    return sorted(Version.__subclasses__(), key=lambda model: model._meta.db_table)


def digest_of_versions(event_id: int, tables: Iterable[type[models.Model]] | None = None) -> str:
    """The digest of all versions that an event made, table by table; "" if it made none.

    ``tables`` are given by migrations, which know the tables as they were.
    """
    parts = [
        f"(SELECT {_digest(model)} FROM {_hashed(model, FORMAT, f'event_id = {event_id:d}')})"
        for model in (version_tables() if tables is None else tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT concat({', '.join(parts)})")
        return str(cursor.fetchone()[0])


def digests_of_versions() -> dict[int, VersionDigest]:
    """The digests of all events that made versions, worked out anew, by the event's id."""
    found: dict[int, VersionDigest] = {}
    for format_, which in _formats_in_use().items():
        for model in version_tables():
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT event_id, {_digest(model)}, count(*) "
                    f"FROM {_hashed(model, format_, which)} GROUP BY event_id"
                )
                for event_id, digest, count in cursor.fetchall():
                    before = found.get(event_id, VersionDigest("", 0))
                    found[event_id] = VersionDigest(before.digest + digest, before.count + count)
    return found


def _formats_in_use() -> dict[int, str]:
    """Each format with SQL for its versions; those of no link are taken for the newest."""
    old = "(SELECT event_id FROM history_link WHERE format = 1)"
    if not Link.objects.filter(format=1).exists():
        return {FORMAT: "true"}
    return {1: f"event_id IN {old}", FORMAT: f"event_id NOT IN {old}"}


def _digest(model: type[models.Model]) -> str:
    """SQL for the digest of all versions of a group; null for an empty group."""
    together = "sha256(string_agg(hashed, ''::bytea ORDER BY record_id, version))"
    return f"'{model._meta.db_table}=' || encode({together}, 'hex') || ';'"


def _hashed(model: type[models.Model], format_: int, which: str) -> str:
    """SQL for versions with the digest of each, which are so short that they are soon sorted."""
    return (
        f"(SELECT event_id, record_id, version, "
        f"sha256(convert_to({_as_text(model, format_)}, 'UTF8')) AS hashed "
        f"FROM {model._meta.db_table} WHERE {which} ORDER BY event_id, record_id, version) AS each"
    )


def _as_text(model: type[models.Model], format_: int) -> str:
    """SQL for a version as text: name and value of what is covered, sorted by name.

    No setting of a session, such as its style of dates, has a say in it.
    """
    fields = [f for f in model._meta.concrete_fields if f.name not in {"id", "event"}]
    old = COLUMNS_OF_FORMAT_1.get(model._meta.db_table, "").split() if format_ == 1 else []
    pieces = [_piece(f, blanks=f.column in old) for f in sorted(fields, key=_column)]
    return f"concat_ws(chr(31), {', '.join(pieces)})"


def _column(field: models.Field[object, object]) -> str:
    return str(field.column)


def _piece(field: models.Field[object, object], *, blanks: bool) -> str:
    """SQL for the name and the value of a column, null where it is not covered.

    With ``blanks``, only null is not covered.
    """
    name = value = str(field.column)
    blank = None if blanks or field.null else _blank(field)
    if blank is not None:
        value = f"nullif({name}, {blank})"
    if isinstance(field, models.DateTimeField):
        value = f"extract(epoch FROM {value})"
    elif isinstance(field, models.DateField):
        value = f"({value} - DATE '2000-01-01')"
    elif isinstance(field, TEXTS):
        # With its length before it, no text can look like the next piece.
        value = f"length({name}) || ':' || {value}"
    return f"'{name}=' || {value}"


def _blank(field: models.Field[object, object]) -> str | None:
    """SQL for what a column that cannot be null says where nothing was said."""
    if isinstance(field, TEXTS):
        return "''"
    if isinstance(field, models.BooleanField):
        return "false"
    return "0" if isinstance(field, NUMBERS) else None
