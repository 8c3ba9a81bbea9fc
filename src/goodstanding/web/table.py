"""Lists: sorted, paged and narrowed by their address, so that every view can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

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


def address_with(params: QueryDict, **changes: str | None) -> str:
    """The query string with some parameters set (or, by None, left out), from page one."""
    copy = params.copy()
    copy.pop("page", None)
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


def sort_rows(
    rows: QuerySet[Row], wanted: str, fields: Mapping[str, tuple[str, ...]]
) -> QuerySet[Row]:
    """Sort by a column ("-" before its key turns it around); blanks come last either way."""
    keys = fields[wanted.removeprefix("-")]
    order = [
        F(key).desc(nulls_last=True) if wanted.startswith("-") else F(key).asc(nulls_last=True)
        for key in keys
    ]
    return rows.order_by(*order, "pk")


def wanted_sort(request: HttpRequest, fields: Mapping[str, Any], default: str) -> str:
    """The sorting that the address asks for, if there is such a column."""
    wanted = request.GET.get("sort", default)
    return wanted if wanted.removeprefix("-") in fields else default


def headings(params: QueryDict, labels: Mapping[str, str], sort: str) -> list[Heading]:
    """The headings of a table; a key that begins with "=" stands for a column without sorting."""
    return [_heading(params, key, label, sort) for key, label in labels.items()]


def page_of(rows: QuerySet[Row], request: HttpRequest, total: int | None = None) -> Page[Row]:
    """The page that the address asks for, or the nearest; ``total`` spares the counting."""
    paginator = Paginator(rows, ROWS_A_PAGE)
    if total is not None:
        paginator.__dict__["count"] = total
    return paginator.get_page(request.GET.get("page"))


def _heading(params: QueryDict, key: str, label: str, sort: str) -> Heading:
    if key.startswith("="):
        return Heading(label)
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    target = f"-{key}" if direction == "ascending" else key
    return Heading(label, address_with(params, sort=target), direction)
