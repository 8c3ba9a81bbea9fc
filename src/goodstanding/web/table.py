"""Lists: sorted, paged and narrowed by their address, so that every view can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from goodstanding.bounded import LIMIT, Count, Parts, count, few, only
from goodstanding.web.keyset import Order, Way, find_keys, read_cursor, write_cursor

ROWS_A_PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: its label, and the address that sorts by it (none: not sortable)."""

    label: str
    address: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: what it says, and the address without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """What a list is to show: its rows, the same in parts (see ``bounded``), and how many."""

    rows: QuerySet[Row]
    parts: Parts
    count: Count

    @classmethod
    def of(cls, rows: QuerySet[Row]) -> Found[Row]:
        """The rows as a list that needs no parts."""
        return cls(rows, [rows], count([rows]))

    @classmethod
    def gathered(cls, rows: QuerySet[Row], parts: Parts) -> Found[Row]:
        """Rows with numbers for keys, in parts that may say less of them; looked for only once."""
        pks = few(parts, LIMIT)
        if pks is None:
            return cls(rows, parts, Count(LIMIT, more=True))
        return cls(rows, [only(rows.model, pks)], Count(len(pks)))


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the addresses of the pages around them ("" where there is none)."""

    rows: list[Row]
    count: Count
    first: str
    previous: str
    next: str


def address_with(params: QueryDict, **changes: str | None) -> str:
    """The query string with some parameters set (or, by None, left out), from page one."""
    copy = params.copy()
    for name in ("after", "before"):
        copy.pop(name, None)
    for name, value in changes.items():
        copy.pop(name, None)
        if value is not None:
            copy[name] = value
    for name in [name for name, value in copy.items() if not value]:
        del copy[name]
    return f"?{copy.urlencode()}"


def show_list(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a list; where htmx fetched it, the browser's address is the short one to share."""
    response = render(request, template, context)
    if request.headers.get("HX-Request"):
        response["HX-Push-Url"] = f"{request.path}{address_with(request.GET)}"
    return response


def wanted_sort(request: HttpRequest, fields: Mapping[str, Any], default: str) -> str:
    """The sorting that the address asks for, if there is such a column."""
    wanted = request.GET.get("sort", default)
    return wanted if wanted.removeprefix("-") in fields else default


def headings(params: QueryDict, labels: Mapping[str, str], sort: str) -> list[Heading]:
    """The headings of a table; a key that begins with "=" stands for a column without sorting."""
    return [_heading(params, key, label, sort) for key, label in labels.items()]


def page_of(request: HttpRequest, found: Found[Row], order: Order, sort: str) -> Page[Row]:
    """The page that the address asks for: behind one row or before one, else the first."""
    params, descending = request.GET, sort.startswith("-")
    for name in ("after", "before"):
        values = read_cursor(params.get(name, ""), sort, order)
        if values is not None:
            keys = _keys(found, order, Way(values, name == "before", descending))
            # Nothing is behind: the last rows are gone. Too little before: that is the beginning.
            if len(keys) > (ROWS_A_PAGE if name == "before" else 0):
                return _page(params, found, keys, sort, name)
    return _page(params, found, _keys(found, order, Way(None, False, descending)), sort, "")


def _keys(found: Found[Any], order: Order, way: Way) -> list[tuple[Any, ...]]:
    return find_keys(found.parts, order, way, ROWS_A_PAGE + 1, few=not found.count.more)


def _page(
    params: QueryDict, found: Found[Row], keys: list[tuple[Any, ...]], sort: str, came: str
) -> Page[Row]:
    shown = keys[:ROWS_A_PAGE]
    more = len(keys) > ROWS_A_PAGE
    if came == "before":
        shown.reverse()
    wanted = found.rows.filter(pk__in=[key[-1] for key in shown]).order_by()
    rows = {row.pk: row for row in wanted}
    forward, back = more or came == "before", came == "after" or (came == "before" and more)
    return Page(
        [rows[key[-1]] for key in shown if key[-1] in rows],
        found.count,
        first=address_with(params) if came else "",
        previous=address_with(params, before=write_cursor(sort, shown[0])) if back else "",
        next=address_with(params, after=write_cursor(sort, shown[-1])) if forward else "",
    )


def _heading(params: QueryDict, key: str, label: str, sort: str) -> Heading:
    if key.startswith("="):
        return Heading(label)
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    target = f"-{key}" if direction == "ascending" else key
    return Heading(label, address_with(params, sort=target), direction)
