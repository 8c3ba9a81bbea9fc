"""What of an import is kept as a version, and all records that are held to their versions."""

# ruff: noqa: S608 - SQL made of our own table and column names

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from goodstanding.history.bulk import Records
from goodstanding.history.copies import copy_versions
from goodstanding.history.models import Event
from goodstanding.imports.models import Import, ImportVersion
from goodstanding.licenses.records import LICENSE_TYPES, LICENSES
from goodstanding.people.records import PASSWORDS, SUPERVISIONS, UNITS, USERS

JSON_COLUMNS = ("read_as", "answers", "counts")
PLAIN_COLUMNS = (
    "kind",
    "actor_id",
    "door",
    "file_name",
    "file_size",
    "file_digest",
    "only_good_rows",
    "plan_digest",
    "follows_id",
    "undoes_id",
    "created_at",
    "imported_at",
    "imported_by_id",
)
NUMBER = "('x' || substr(replace(id::text, '-', ''), 1, 16))::bit(64)::bigint"
"""SQL for the id of an import as a number: half of it, which is as good as never the same twice."""


def _proof(which: str, imported_at: str = "imported_at") -> str:
    """SQL for what proves imports."""
    plain = (imported_at if column == "imported_at" else column for column in PLAIN_COLUMNS)
    return (
        f"(SELECT {NUMBER} AS id, id AS import_id, {', '.join(plain)}, "
        f"{', '.join(f'{column}::text AS {column}' for column in JSON_COLUMNS)} "
        f"FROM imports_import WHERE {which})"
    )


IMPORTS = Records(
    model=Import,
    version_model=ImportVersion,
    columns=("import_id", *PLAIN_COLUMNS, *JSON_COLUMNS),
    is_numbered=False,
    # Only what was imported has changed anything, and stays as it is from then on.
    source=_proof("state = 'imported'"),
)

CHAINED = (UNITS, USERS, PASSWORDS, SUPERVISIONS, LICENSE_TYPES, LICENSES, IMPORTS)
"""Everything that is held to its versions."""


def copy_import(import_id: UUID, imported_at: datetime, event: Event) -> None:
    """Keep what proves an import, before its record says that it was imported, and when.

    The record says so last of all, because nobody can cancel the import from then on.
    """
    moment = f"'{imported_at.isoformat()}'::timestamptz AS imported_at"
    proof = replace(IMPORTS, source=_proof(f"id = '{import_id}'", moment))
    copy_versions(proof, [number_of(import_id)], event)


def number_of(import_id: UUID) -> int:
    """The id of an import as a number, as ``NUMBER`` says it."""
    return int.from_bytes(import_id.bytes[:8], signed=True)
