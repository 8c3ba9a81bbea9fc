"""The license types of the demonstration, taken from the starter catalog."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from goodstanding.demo.jobs import license_ids


@cache
def catalog() -> dict[str, dict[str, str]]:
    """License ID -> the row of the starter catalog, by heading; in the order of the file."""
    heading, *rows = _catalog_rows()
    return {row[0]: dict(zip(heading, row, strict=True)) for row in rows}


def license_types_rows() -> list[list[str]]:
    """The rows of the starter catalog that the demonstration needs, its header row first."""
    heading, *rows = _catalog_rows()
    needed = license_ids()
    return [heading, *(row for row in rows if row[0] in needed)]


def _catalog_rows() -> list[list[str]]:
    path = files("goodstanding").joinpath("licenses", "starter_catalog.txt")
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
