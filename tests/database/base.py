"""PostgreSQL as in the product, whose append-only tables can be emptied between two tests."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, *given: Any, **named: Any) -> list[str]:
        # For this transaction only, as a superuser: triggers do not fire.
        return ["SET LOCAL session_replication_role = replica", *super().sql_flush(*given, **named)]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
