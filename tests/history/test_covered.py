"""Each column of each covered table is covered: whatever is done to it in the database is found."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from goodstanding.history.bulk import Records
from goodstanding.history.digests import version_tables
from goodstanding.history.verify import verify
from goodstanding.imports.records import CHAINED
from goodstanding.people.models import Unit
from tests.cast import Organization
from tests.history.steps import make_history, sql, unlock

NEXT = {
    "character varying": "CASE {0} WHEN '' THEN 'x' ELSE substr({0}, 2) END",
    "text": "CASE {0} WHEN '' THEN 'x' ELSE substr({0}, 2) END",
    "boolean": "NOT {0}",
    "integer": "coalesce({0}, 0) + 1000000",
    "smallint": "coalesce({0}, 0) + 1",
    "bigint": "coalesce({0}, 0) + 1000000",
    "numeric": "coalesce({0}, 0) + 1",
    "date": "coalesce({0}, '2001-01-01') + 1",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 second'",
    "uuid": "gen_random_uuid()",
    "jsonb": "'{{\"x\": 1}}'",
}
"""SQL for another value, by the type of a column."""

LEFT_OUT = {
    # The number of a row in its table, which nothing refers to.
    **{model._meta.db_table: {"id"} for model in version_tables()},
    # When somebody signed in last gives no right.
    "people_user": {"last_login"},
    # How the work went on, what is open, and whether files and mail are still to be seen to.
    "imports_import": {
        "import_at_once",
        "chain_position",
        "refusal",
        "asked",
        "key",
        "saved_at",
        "checked_at",
        "fence",
        "lease_until",
        "attempts",
        "progress",
        "seconds",
        "files",
        "kept_format",
        "files_removed_at",
        "mail",
    },
}
TABLES = (
    "history_event",
    "history_link",
    *(model._meta.db_table for model in version_tables()),
    *sorted({records.table for records in CHAINED}),
)


def columns_of(table: str) -> dict[str, str]:
    """The covered columns of a table with their types."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        found = dict(cursor.fetchall())
    left_out = LEFT_OUT.get(table, set())
    assert left_out <= found.keys()
    return {name: kind for name, kind in found.items() if name not in left_out}


def changed_unseen(table: str, columns: dict[str, str]) -> list[str]:
    """The columns of which a change in one row is not found."""
    # Of two rows, only one has a password that could be typed; of the rest, any will do.
    which = " WHERE password NOT LIKE '!%%'" if table == "people_user" else ""
    unseen = []
    for name, kind in columns.items():
        mark = transaction.savepoint()
        row = f"(SELECT ctid FROM {table}{which} ORDER BY ctid DESC LIMIT 1)"
        assert sql(f"UPDATE {table} SET {name} = {NEXT[kind].format(name)} WHERE ctid = {row}") == 1
        if verify(CHAINED).broken is None:
            unseen.append(name)
        transaction.savepoint_rollback(mark)
    return unseen


@pytest.mark.parametrize("table", TABLES)
def test_a_change_of_any_column_is_found(organization: Organization, table: str) -> None:
    make_history(organization)
    unlock()
    # Two constraints would refuse some of the changes before they could be found.
    for constraint in ("license_expires_or_not", "license_expires_after_issue"):
        sql(f"ALTER TABLE licenses_license DROP CONSTRAINT {constraint}")
    assert verify(CHAINED).broken is None
    assert changed_unseen(table, columns_of(table)) == []


@pytest.mark.parametrize("records", CHAINED, ids=lambda one: one.plural)
def test_a_record_that_was_deleted_in_the_database_is_found(
    organization: Organization, records: Records
) -> None:
    make_history(organization)
    unlock()
    which = " WHERE password NOT LIKE '!%%'" if records.table == "people_user" else ""
    row = f"(SELECT ctid FROM {records.table}{which} ORDER BY ctid DESC LIMIT 1)"
    assert sql(f"DELETE FROM {records.table} WHERE ctid = {row}") == 1
    broken = verify(CHAINED).broken
    assert broken is not None
    assert "was deleted in the database" in broken.what


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("INSERT INTO people_unit (name, path, full_name) VALUES ('x', '/9/', 'x')", "unit"),
        (
            "INSERT INTO people_supervision (user_id, unit_id) "
            "SELECT max(u.id), max(n.id) FROM people_user u, people_unit n",
            "supervision",
        ),
        (
            "UPDATE people_user SET password = (SELECT password FROM people_user "
            "WHERE username = 'dora') WHERE username = 'erik'",
            "password of user",
        ),
        (
            "INSERT INTO people_user (username, first_name, last_name, email, job_title, role, "
            "is_active, version) VALUES ('x', '', '', '', '', 'administrator', true, 1)",
            "user",
        ),
        ("UPDATE imports_import SET id = gen_random_uuid()", "import"),
    ],
)
def test_a_record_that_was_added_in_the_database_is_found(
    organization: Organization, statement: str, what: str
) -> None:
    make_history(organization)
    unlock()
    assert sql(statement) >= 1
    broken = verify(CHAINED).broken
    assert broken is not None
    assert broken.what.startswith(f"{what} ")
    assert "in the database" in broken.what


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE people_unit SET path = '/1/'", "path"),
        ("UPDATE imports_import SET file_name = 'other.txt', file_digest = 'x'", "file_name, "),
    ],
)
def test_it_is_said_what_was_changed(organization: Organization, statement: str, told: str) -> None:
    make_history(organization)
    unlock()
    assert sql(statement) >= 1
    broken = verify(CHAINED).broken
    assert broken is not None
    assert f"was changed in the database: {told}" in broken.what


def test_an_import_that_is_said_not_to_have_been_is_found(organization: Organization) -> None:
    import_ = make_history(organization)
    sql("UPDATE imports_import SET state = 'stopped' WHERE id = %s", import_.pk)
    broken = verify(CHAINED).broken
    assert broken is not None
    assert "was deleted in the database" in broken.what


def test_what_was_held_is_counted(organization: Organization) -> None:
    make_history(organization)
    verdict = verify(CHAINED)
    assert verdict.records["units"] == Unit.objects.count() == 4
    assert (verdict.records["passwords"], verdict.records["supervisions"]) == (1, 2)
    assert (verdict.records["imports"], verdict.records["users"]) == (2, 7)
    assert verdict.versions == sum(model._base_manager.count() for model in version_tables())
