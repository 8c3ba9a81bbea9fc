"""What the product has written once, put back row by row where many tests begin with the same."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from django.db import connection, transaction

from tests.cast import Organization, make_organization

Rows = dict[str, bytes]


@dataclass(frozen=True)
class Kept:
    """The rows of each table as COPY writes them, and the pickled organization they make up."""

    rows: Rows
    organization: bytes

    def put_back(self) -> Organization:
        """Write all of it within the transaction of a test; the objects are new ones."""
        with connection.cursor() as cursor:
            # What the triggers look for, they have looked for when the rows were written first.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, rows in self.rows.items():
                with cursor.cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
            cursor.execute("SET LOCAL session_replication_role = origin")
        organization: Organization = pickle.loads(self.organization)
        return organization


def keep_organization() -> Kept:
    """Have the product make the organization, deed by deed, and take it back again.

    No number is given twice: what has been taken from a sequence stays taken.
    """
    with transaction.atomic():
        before = _rows_of_all_tables()
        organization = make_organization()
        after = _rows_of_all_tables()
        transaction.set_rollback(True)
    # The tables that were not there before are temporary.
    written = {table: after[table] for table, rows in before.items() if after[table] != rows}
    assert not any(before[table] for table in written)
    return Kept(written, pickle.dumps(organization))


def _rows_of_all_tables() -> Rows:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.cursor.copy(f"COPY {table} TO STDOUT") as copy:
                found[table] = b"".join(map(bytes, copy))
    return found
