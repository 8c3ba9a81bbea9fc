"""Tables that only grow: the database refuses to change or remove what stands in them."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION goodstanding_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


def make_function() -> migrations.RunSQL:
    """The function behind all triggers, for the first migration."""
    return migrations.RunSQL(FUNCTION, "DROP FUNCTION goodstanding_append_only()")


def only_grows(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on the table from now on."""
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION goodstanding_append_only()",
        f"DROP TRIGGER append_only ON {table}",
    )
