"""Questions to large tables that end at a limit, however many rows there are.

A list is given in parts: querysets that share no row and together are the whole of it. Each part
is a plain conjunction that an index can serve, where one condition with "or" would be a scan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

LIMIT = 2_000
"""So far lists are counted. Up to so many rows are also remembered, fetched by their primary keys
and sorted; for more, an index of the order is walked, which then meets enough of them soon."""

WALKING = """SELECT set_config('enable_seqscan', 'off', true),
    set_config('seq_page_cost', '0.1', true),
    set_config('random_page_cost', '0.1', true),
    set_config('enable_material', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true),
    set_config('jit', 'off', true);
"""
"""Ahead of a statement, up to the end of its transaction. Where a few rows of many are asked for,
reading a whole table looks cheap to the planner, which takes an index for one on a slow disk: what
lists are made of lies in memory. Nor is anything to be set aside as a whole for its first rows."""

Name = TypeVar("Name")
Row = TypeVar("Row", bound=Model)
Parts = Sequence[QuerySet[Any]]
Statement = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Count:
    """A count up to a limit; with ``more``, there are more than were counted."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.more else ''}"

    def __bool__(self) -> bool:
        return self.number > 0

    def __add__(self, other: Count) -> Count:
        return Count(self.number + other.number, self.more or other.more)

    @property
    def words(self) -> str:
        """The count as it is said in a sentence."""
        return f"More than {self.number:,}" if self.more else f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows that have a value in common: how many, and their primary keys (None: too many)."""

    number: int
    pks: list[int] | None


def up_to(limit: int, found: int) -> Count:
    """What is said where at most one more than the limit was looked for."""
    return Count(min(found, limit), more=found > limit)


def union_all(parts: Parts) -> Statement:
    """The rows of all parts as one statement; parts that cannot have any are left out."""
    statements: list[str] = []
    params: list[Any] = []
    for part in parts:
        try:
            statement, given = part.query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(f"({statement})")
        params.extend(given)
    return " UNION ALL ".join(statements), params


def fetch(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement, for which indexes are walked."""
    with connection.cursor() as cursor:
        cursor.execute(WALKING + statement, params)
        cursor.nextset()
        return list(cursor.fetchall())


def first_of(
    stages: Sequence[Parts], names: Sequence[str], turn: str, limit: int
) -> list[tuple[Any, ...]]:
    """The first rows of stages, sorted by all of their columns, for which these are names.

    All rows of a stage come before those of the next, which is not begun where there are enough.
    """
    by = ", ".join(f"{name} {turn}" for name in names)
    tables: list[str] = []
    params: list[Any] = []
    for stage in stages:
        statement, given = union_all(stage)
        if statement:
            before = "".join(f" + (SELECT count(*) FROM s{n})" for n in range(len(tables)))
            tables.append(
                f"SELECT * FROM ({statement}) AS part ({', '.join(names)}) "
                f"WHERE 0{before} < %s ORDER BY {by} LIMIT %s"
            )
            params += [*given, limit, limit]
    if not tables:
        return []
    stated = ", ".join(f"s{n} AS MATERIALIZED ({table})" for n, table in enumerate(tables))
    union = " UNION ALL ".join(f"SELECT * FROM s{n}" for n in range(len(tables)))
    return fetch(f"WITH {stated} {union} ORDER BY {by} LIMIT %s", [*params, limit])


def tally(parts: Parts, field: str, limit: int = LIMIT) -> dict[str, Seen]:
    """How many of the first ``limit + 1`` rows have which value in the field, and which if all."""
    statement, params = union_all([_first(part, limit, field, "pk") for part in parts])
    if not statement:
        return {}
    rows = fetch(
        "SELECT value, count(*), CASE WHEN sum(count(*)) OVER () <= %s THEN array_agg(pk) END "
        f"FROM (SELECT * FROM ({statement}) AS part (value, pk) LIMIT %s) AS counted "
        "GROUP BY value",
        [limit, *params, limit + 1],
    )
    return {value: Seen(number, pks) for value, number, pks in rows}


def few(parts: Parts, limit: int) -> list[int] | None:
    """The primary keys of all rows; None if there are more than the limit."""
    statement, params = union_all([_first(part, limit, "pk") for part in parts])
    if not statement:
        return []
    pks = fetch(f"SELECT * FROM ({statement}) AS part LIMIT %s", [*params, limit + 1])
    return [pk for (pk,) in pks] if len(pks) <= limit else None


def among(pks: Sequence[int]) -> RawSQL:
    """Primary keys for a query, as one value.

    The planner takes each key of a plain list for another look into an index. They are written
    here, because psycopg takes several times as long for a list.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, pks))}}}"])


def only(model: type[Row], pks: Sequence[int]) -> QuerySet[Row]:
    """The rows of these primary keys, which go to the database as one value.

    Nothing else is asked of them, so that no other table is read: who may see them was asked
    where they were found, and is asked again of those that are shown.
    """
    return QuerySet(model).filter(pk__in=among(pks))


def count_each(
    lists: Mapping[Name, Parts], limits: int | Mapping[Name, int] = LIMIT
) -> dict[Name, Count]:
    """Several lists counted in one query, each up to the limit, or to one of its own."""
    columns: list[str] = []
    params: list[Any] = []
    upto = {name: limits if isinstance(limits, int) else limits[name] for name in lists}
    for name, parts in lists.items():
        limit = upto[name]
        statement, given = union_all([_first(part, limit, "pk") for part in parts])
        if statement:
            limited = f"SELECT 1 FROM ({statement}) AS part LIMIT %s"
            columns.append(f"(SELECT count(*) FROM ({limited}) AS counted)")
            params += [*given, limit + 1]
        else:
            columns.append("0")
    if not columns:
        return {}
    found = fetch(f"SELECT {', '.join(columns)}", params)[0]
    return {
        name: up_to(limit, number)
        for (name, limit), number in zip(upto.items(), found, strict=True)
    }


def count(parts: Parts, limit: int = LIMIT) -> Count:
    """One list counted up to the limit."""
    return count_each({"": parts}, limit)[""]


def _first(part: QuerySet[Any], limit: int, *fields: str) -> QuerySet[Any]:
    return part.order_by().values_list(*fields)[: limit + 1]
