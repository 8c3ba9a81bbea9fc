"""Records out of the database as text, many rows at a time, never as Python objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from goodstanding.sheets.column import Column
from goodstanding.sheets.normalize import TYPES

PIECE_BYTES = 2 * 1024 * 1024
"""So much text is made into a frame at a time, some 15,000 licenses: with less, each row would take
longer; with more, there would be more to keep.
"""


def copied(columns: Sequence[Column], rows: QuerySet[Any, Any]) -> Iterator[pl.DataFrame]:
    """The rows of a query, whose values are those of the columns, in the types of their kinds.

    There is always a first frame, which may be empty. Closing the iterator ends the query.
    """
    pieces = _pieces(rows)
    yield _frame(columns, next(pieces, b""))
    yield from (_frame(columns, piece) for piece in pieces)


def _pieces(rows: QuerySet[Any, Any]) -> Iterator[bytes]:
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return  # Django knows without asking that there is nothing, of nobody's learners say
    piece = BytesIO()
    statement = f"COPY ({sql}) TO STDOUT WITH (FORMAT csv)"
    with (
        _connected() as own,
        own.cursor() as cursor,
        own.wrap_database_errors,
        cursor.cursor.copy(statement, parameters) as copy,
    ):
        for line in copy:
            piece.write(line)
            if piece.tell() > PIECE_BYTES:
                yield piece.getvalue()
                piece = BytesIO()
    # COPY has ended by now: within a transaction, whoever gets this may ask something else.
    if piece.tell():
        yield piece.getvalue()


@contextmanager
def _connected() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, since nothing else can use it meanwhile.

    Within a transaction it is that one's: what it has not committed belongs to the records.
    """
    if connection.in_atomic_block:
        yield connection
        return
    own = connections.create_connection("default")
    # Whoever throws away a file that nobody has read to its end may be another thread.
    own.inc_thread_sharing()
    try:
        yield own
    finally:
        own.close()


def _frame(columns: Sequence[Column], data: bytes) -> pl.DataFrame:
    schema = {column.field: pl.String for column in columns}
    texts = (
        pl.read_csv(data, has_header=False, schema=schema) if data else pl.DataFrame(schema=schema)
    )
    return texts.select(_typed(column) for column in columns)


def _typed(column: Column) -> pl.Expr:
    text = pl.col(column.field)
    if column.kind == "flag":
        return text == "t"
    if column.kind == "date":
        return text.str.to_date("%Y-%m-%d")
    return text.cast(TYPES[column.kind])
