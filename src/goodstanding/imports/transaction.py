"""What is set for a transaction of an import: for statements that move very many rows."""

from __future__ import annotations

from django.db import connection


def expect_many_rows() -> None:
    """Until the transaction ends: sort and join in memory, compile nothing, and take an index for
    what is not slower than reading the whole table, as it is on no disk of today.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL random_page_cost = 1.1")
