"""A license belongs to a user and a license type that exist: looked at once a statement.

The foreign keys of PostgreSQL look once a row and lock what they find; for very many new licenses
that took as long as writing them. Nothing is locked here: who removes what licenses may belong to
waits until nobody is writing licenses, looks then, and lets nobody write until it is done.
"""

from __future__ import annotations

from django.db import migrations

_BELONGS = """
CREATE FUNCTION goodstanding_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing bigint;
BEGIN
    IF TG_LEVEL = 'ROW' THEN
        EXECUTE format('SELECT ($1).%1$I WHERE NOT EXISTS '
                       '(SELECT 1 FROM %2$I t WHERE t.id = ($1).%1$I)', TG_ARGV[0], TG_ARGV[1])
            INTO missing USING NEW;
    ELSE
        EXECUTE format('SELECT a.%1$I FROM arrived a WHERE NOT EXISTS '
                       '(SELECT 1 FROM %2$I t WHERE t.id = a.%1$I) LIMIT 1', TG_ARGV[0], TG_ARGV[1])
            INTO missing;
    END IF;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION '% of %: % has no id %', TG_ARGV[0], TG_TABLE_NAME, TG_ARGV[1], missing
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION goodstanding_is_needed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    needed bigint;
BEGIN
    EXECUTE format('LOCK TABLE %I IN SHARE MODE', TG_ARGV[0]);
    EXECUTE format('SELECT g.id FROM gone g WHERE EXISTS '
                   '(SELECT 1 FROM %I t WHERE t.%I = g.id) LIMIT 1', TG_ARGV[0], TG_ARGV[1])
        INTO needed;
    IF needed IS NOT NULL THEN
        RAISE EXCEPTION '% of % is still needed by %', needed, TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
"""


def make_functions() -> migrations.RunSQL:
    """The two functions behind the triggers."""
    return migrations.RunSQL(
        _BELONGS, "DROP FUNCTION goodstanding_belongs(), goodstanding_is_needed()"
    )


def belongs(table: str, column: str, to: str) -> migrations.RunSQL:
    """Have every row's ``column`` be the id of a row of the table ``to`` from now on."""
    name = f"{column}_exists"
    checks = f"EXECUTE FUNCTION goodstanding_belongs('{column}', '{to}')"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_new AFTER INSERT ON {table} "
        f"REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT {checks};"
        f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {column} ON {table} "
        f"FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) {checks};"
        f"CREATE TRIGGER needed_by_{table} AFTER DELETE ON {to} "
        f"REFERENCING OLD TABLE AS gone FOR EACH STATEMENT "
        f"EXECUTE FUNCTION goodstanding_is_needed('{table}', '{column}')",
        f"DROP TRIGGER {name}_new ON {table}; DROP TRIGGER {name}_changed ON {table};"
        f"DROP TRIGGER needed_by_{table} ON {to}",
    )
