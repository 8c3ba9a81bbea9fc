"""Rows of the database -> a frame, in pieces, without a Python object for each value or row."""

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


FIELD_END, ROW_END = "\x1f", "\x1e"
"""What ends a value and a row in a bundle: the characters that are made for it, and in no text."""
BUNDLE_IDS, BUNDLES = 50_000, 2
"""So many ids go into a bundle, and so many bundles are fetched at a time."""


def pull_frame(schema: Schema, query: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
    """The rows of a query that gives (at least) the columns of the schema, by their names."""
    pieces = [_frame(schema, piece) for piece in _pieces(schema, query, parameters)]
    return pl.concat([pl.DataFrame(schema=schema), *pieces], rechunk=True)


def pull_many(schema: Schema, query: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
    """Like ``pull_frame``, within a transaction, for very many rows that have an ``id``.

    The database ties them up in bundles. Row by row, other threads would wait for this one, which
    would be busy with Python for most of the time.
    """
    pieces = [pl.DataFrame(schema=schema)]
    for bundle, rows in _bundles(schema, query, parameters):
        piece = _unbundled(schema, bundle, rows)
        if piece is None:
            return pull_frame(schema, query, parameters)
        pieces.append(piece)
    return pl.concat(pieces, rechunk=True)


def _bundles(schema: Schema, query: str, parameters: Sequence[Any]) -> Iterator[tuple[bytes, int]]:
    """Bundles and how many rows are in each; small ones are tied together."""
    values = ", ".join(
        f"coalesce({_sent(name, kind)}, {_null(kind)})" for name, kind in _id_last(schema).items()
    )
    statement = (
        f"SELECT convert_to(string_agg(concat_ws(chr(31), {values}), chr(30)), 'UTF8'), count(*) "  # noqa: S608
        f"FROM ({query}) pulled GROUP BY pulled.id / {BUNDLE_IDS}"
    )
    connection.ensure_connection()
    with connection.connection.cursor("bundles", binary=True) as cursor:
        cursor.execute(statement, parameters or None)
        waiting: list[tuple[bytes, int]] = []
        while fetched := cursor.fetchmany(BUNDLES):
            waiting += fetched
            if sum(len(bundle) for bundle, _ in waiting) > PIECE_BYTES:
                yield _tied(waiting)
                waiting = []
    if waiting:
        yield _tied(waiting)


def _tied(bundles: list[tuple[bytes, int]]) -> tuple[bytes, int]:
    texts, rows = zip(*bundles, strict=True)
    return ROW_END.encode().join(texts), sum(rows)


def _unbundled(schema: Schema, bundle: bytes, rows: int) -> pl.DataFrame | None:
    """The rows of a bundle; None if a text holds what ends a value or a row, or if Polars would
    take a character off its end.
    """
    end = FIELD_END.encode()
    ends = bundle.count(end), bundle.count(ROW_END.encode())
    if ends != (rows * (len(schema) - 1), rows - 1) or b"\r" + end in bundle:
        return None
    order = _id_last(schema)
    # Line ends at the very beginning would be passed over, were there no headings before them.
    headings = FIELD_END.join(order) + ROW_END
    frame = pl.read_csv(
        headings.encode() + bundle,
        separator=FIELD_END,
        eol_char=ROW_END,
        quote_char=None,
        schema={name: _read_as(kind) for name, kind in order.items()},
        null_values={
            name: _null(kind).strip("'") for name, kind in schema.items() if kind != pl.String
        },
        empty_string_is_null=False,
    )
    return _typed(frame.select(list(schema)), schema)


def as_lines(texts: pl.Series) -> str:
    """Texts as one parameter of a query, which makes an array of its lines."""
    return str(texts.str.join("\n").item())


def _null(kind: pl.DataType | type[pl.DataType]) -> str:
    """SQL for what stands for nothing in a bundle: no number of ours. A text that is null looks
    like an end too many, and the rows are pulled the other way.
    """
    if kind == pl.String:
        return "chr(30)"
    if kind == pl.Decimal:
        return "'NaN'"
    bits = next(bits for name, bits in _BITS.items() if _read_as(kind) == name)
    return f"'{-(2 ** (bits - 1))}'"


def _id_last(schema: Schema) -> Schema:
    """Last comes what is never empty: an empty end of a row could be taken for no row."""
    return {name: kind for name, kind in schema.items() if name != "id"} | {"id": schema["id"]}


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
    if kind == pl.Boolean:
        return f"pulled.{name}::int"
    return f"pulled.{name}::bigint" if kind == pl.Int64 else f"pulled.{name}"


_READ_AS: dict[Any, type[pl.DataType]] = {
    pl.Date: pl.Int32,
    pl.Datetime: pl.Int64,
    pl.Boolean: pl.Int8,
    pl.Decimal: pl.String,
}
_BITS = {pl.Int8: 8, pl.Int32: 32, pl.Int64: 64}


def _read_as(kind: pl.DataType | type[pl.DataType]) -> pl.DataType | type[pl.DataType]:
    return next((to for of, to in _READ_AS.items() if kind == of), kind)


def _frame(schema: Schema, piece: bytes) -> pl.DataFrame:
    frame = pl.read_csv(
        piece,
        has_header=False,
        separator="\t",
        quote_char=None,
        schema={name: _read_as(kind) for name, kind in schema.items()},
        null_values=r"\N",
        empty_string_is_null=False,
    )
    if piece.count(b"\\") != piece.count(b"\\N"):
        frame = frame.with_columns(
            pl.col(pl.String).str.replace_many(list(ESCAPED), list(ESCAPED.values()))
        )
    return _typed(frame, schema)


def _typed(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    return frame.cast({name: kind for name, kind in schema.items() if _read_as(kind) != kind})
