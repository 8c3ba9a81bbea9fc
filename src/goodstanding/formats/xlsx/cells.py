"""Tags of a worksheet -> its cells, each with its place, its type and its stored value."""

from __future__ import annotations

import re

import polars as pl

from goodstanding.formats.xlsx.rewrite import XML_SPACE, reference

_ROW = r'^row (?:[^"]*"[^"]*")*? ?r="([0-9]{1,9})"'
_KEY = re.compile(r'c r="([A-Z]{1,3})"((?: [A-Za-z:]+="[^"<>]*")*) ?(/?)')
_ATTRIBUTE = re.compile(r' (s|t)="([^"]*)"')
_INNER = {"/c", "/row", "v", "/v", "v/", "f", "/f", "f/", "is", "/is", "is/", "t", "/t", "t/"}
_TYPES = {"", "n", "s", "str", "inlineStr", "b", "e", "d"}

SCHEMA: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    "column": pl.Int64,
    "hidden": pl.Boolean,
    "style": pl.String,
    "type": pl.String,
    "text": pl.String,
    "bare": pl.Boolean,
}


def find_cells(tags: pl.DataFrame) -> pl.DataFrame | None:
    """The cells: ``row``, ``column`` (from 0), ``hidden``, ``style``, ``type``, ``text``, ``bare``.

    ``text`` is the value as stored, null where there is none; ``bare`` marks a formula without
    a result. None when the tags are not in the plain form, so that they must be rewritten.
    """
    tag = tags["tag"]
    rows, cells = tag.str.starts_with("row"), tag.str.starts_with("c ")
    other = tags.filter(~(rows | cells)).select("tag").unique().to_series()
    names = other.str.extract(r"^(/?[A-Za-z]+)(?: [^>]*?)?/?$")
    closed = pl.Series(other.str.ends_with("/"))
    kinds = set(zip(names, closed, strict=True))
    if any(f"{name}{'/' * hollow}" not in _INNER for name, hollow in kinds):
        return None
    places = _rows(tag.filter(rows))
    if places is None or (cells.any() and not rows[0]):
        return None
    marked = tags.with_columns(
        (rows.cum_sum().cast(pl.Int64) - 1).alias("r"), cells.cum_sum().alias("owner")
    )
    return _cells(marked.filter(cells), places, marked.filter(~(rows | cells)))


def _rows(tags: pl.Series) -> pl.DataFrame | None:
    """The number of each row, and whether it is hidden; None when one does not say its number."""
    numbers = tags.str.extract(_ROW).cast(pl.UInt32)
    if numbers.null_count():
        return None
    hidden = tags.str.contains(' hidden="(?:1|true)"')
    return pl.DataFrame([numbers.alias("row"), hidden.alias("hidden")])


def _cells(cells: pl.DataFrame, places: pl.DataFrame, inner: pl.DataFrame) -> pl.DataFrame | None:
    # Without the number of its row, a tag is one of a few: column, style and type.
    key = pl.col("tag").str.replace(r'[0-9]+"', '"').alias("key")
    cells = cells.lazy().with_columns(key).collect(engine="streaming")  # on all cores
    keys = _keys(cells["key"].unique())
    if keys is None:
        return None
    cells = cells.join(keys, on="key", how="left", maintain_order="left")
    row = places["row"].gather(cells["r"])
    hidden = places["hidden"].gather(cells["r"])
    cells = cells.with_columns(row.alias("row"), hidden.alias("hidden"))
    cells = _with_inner(cells, inner)
    return cells.select(list(SCHEMA)).filter(pl.col("text").is_not_null() | pl.col("bare"))


def _keys(keys: pl.Series) -> pl.DataFrame | None:
    """What each kind of tag says; None when one is not plain."""
    found = []
    for key in keys:
        match = _KEY.fullmatch(key)
        if not match:
            return None
        said = dict(_ATTRIBUTE.findall(match[2]))
        type_ = said.get("t", "")
        style = said.get("s") or "0"
        place = reference(match[1] + "1")
        if place is None or type_ not in _TYPES or not style.isdecimal():
            return None
        found.append((key, place[1], style.lstrip("0") or "0", type_ or "n"))
    schema = {"key": pl.String, "column": pl.Int64, "style": pl.String, "type": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row")


def _with_inner(cells: pl.DataFrame, inner: pl.DataFrame) -> pl.DataFrame:
    """The cells with the values that stand in tags of their own, behind a formula or inline."""
    tag = pl.col("tag")
    # Behind the end of a formula stands its result; an empty one is a result all the same.
    carries = (tag == "/f") | tag.str.contains(r"^(?:v|t)(?: .*)?$|^f.*/$")
    trimmed = (tag == "t") & pl.col("text").is_not_null()
    inner = inner.with_columns(
        pl.when(trimmed).then(pl.col("text").str.strip_chars(XML_SPACE)).otherwise("text")
    )
    values = (
        inner.filter(carries & pl.col("text").is_not_null())
        .group_by("owner", maintain_order=True)
        .agg(pl.col("text").str.join("").alias("inner"))
    )
    formulas = inner.filter(tag.str.contains("^f(?: |/|$)")).select("owner").unique()
    typed = pl.col("type").is_in(["str", "inlineStr"])
    # What stands in the cell itself and is inline comes from a text that keeps no space.
    own = pl.when(pl.col("type") == "inlineStr").then(pl.col("text").str.strip_chars(XML_SPACE))
    cells = cells.with_columns(own.otherwise("text").alias("text"))
    if values.height:
        cells = cells.join(values, on="owner", how="left", maintain_order="left")
        cells = cells.with_columns(pl.coalesce("inner", "text").alias("text"))
    cells = cells.with_columns(
        pl.when(typed | (pl.col("text").str.strip_chars() != "")).then(pl.col("text")).alias("text")
    )
    if formulas.is_empty():
        return cells.with_columns(pl.lit(value=False).alias("bare"))
    bare = pl.col("owner").is_in(formulas["owner"].implode()) & pl.col("text").is_null() & ~typed
    return cells.with_columns(bare.alias("bare"))


def in_order(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells row by row, of two in the same place the later one."""
    place = cells["row"].cast(pl.Int64) * 2**15 + cells["column"]
    if cells.height < 2 or (place.diff().drop_nulls() > 0).all():
        return cells
    return cells.unique(["row", "column"], keep="last", maintain_order=True).sort(
        "row", "column", maintain_order=True
    )
