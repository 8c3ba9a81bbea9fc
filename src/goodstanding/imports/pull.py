"""Rows of the database -> a frame: by COPY, in pieces, without a Python object for each value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection

Schema = dict[str, pl.DataType | type[pl.DataType]]

PIECE_BYTES = 8 * 1024 * 1024
"""So much text is made into a frame at a time."""

ESCAPED = {
    r"\\": "\\",
    r"\n": "\n",
    r"\t": "\t",
    r"\r": "\r",
    r"\b": "\b",
    r"\f": "\f",
    r"\v": "\v",
}
"""How COPY writes what would be taken for the end of a value or of a row."""


def pull_frame(schema: Schema, query: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
    """The rows of a query that gives (at least) the columns of the schema, by their names."""
    pieces = [_frame(schema, piece) for piece in _pieces(schema, query, parameters)]
    return pl.concat([pl.DataFrame(schema=schema), *pieces], rechunk=True)


def _pieces(schema: Schema, query: str, parameters: Sequence[Any]) -> Iterator[bytes]:
    columns = ", ".join(_sent(name, kind) for name, kind in schema.items())
    # Our own names, and queries made of them.
    statement = f"COPY (SELECT {columns} FROM ({query}) pulled) TO STDOUT"  # noqa: S608
    piece = BytesIO()
    with connection.cursor() as cursor, cursor.cursor.copy(statement, parameters) as copy:
        # Rows that were kept until they are joined would take twice the time of these.
        for row in copy:
            piece.write(row)
            if piece.tell() > PIECE_BYTES:
                yield piece.getvalue()
                piece = BytesIO()
    if piece.tell():
        yield piece.getvalue()


def _sent(name: str, kind: pl.DataType | type[pl.DataType]) -> str:
    """SQL for a column as Polars reads it soonest: days, microseconds and truth as numbers."""
    if kind == pl.Date:
        return f"pulled.{name} - DATE '1970-01-01'"
    if kind == pl.Datetime:
        return f"(extract(epoch FROM pulled.{name}) * 1000000)::bigint"
    return f"pulled.{name}::int" if kind == pl.Boolean else f"pulled.{name}"


_READ_AS: dict[Any, type[pl.DataType]] = {
    pl.Date: pl.Int32,
    pl.Datetime: pl.Int64,
    pl.Boolean: pl.Int8,
    pl.Decimal: pl.String,
}


def _frame(schema: Schema, piece: bytes) -> pl.DataFrame:
    read_as = {
        name: next((to for of, to in _READ_AS.items() if kind == of), kind)
        for name, kind in schema.items()
    }
    frame = pl.read_csv(
        piece,
        has_header=False,
        separator="\t",
        quote_char=None,
        schema=read_as,
        null_values=r"\N",
        empty_string_is_null=False,
    )
    if piece.count(b"\\") != piece.count(b"\\N"):
        frame = frame.with_columns(
            pl.col(pl.String).str.replace_many(list(ESCAPED), list(ESCAPED.values()))
        )
    return frame.cast({name: kind for name, kind in schema.items() if read_as[name] != kind})
