"""Serialized SpreadsheetML -> frames of rows, cells and texts, whole columns at a time.

The text of a Table as libxml2 writes it is easy to cut up: it holds no comments, no CDATA and
no doctype, every "<" begins a tag and every tag ends with its first ">". So each piece between
two "<" is a tag and the text that follows it, and how deep a tag lies is a running sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

ROW_DEPTH, CELL_DEPTH, DATA_DEPTH = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Tokens:
    """The rows, cells and texts of one table.

    ``rows``: ``r`` (which Row element, from 1), ``tag``. ``cells``: ``r``, ``c`` (which Cell
    element), ``tag``. ``data``: ``c``, ``tag``, ``text`` (null when empty); one for a cell.
    """

    rows: pl.DataFrame
    cells: pl.DataFrame
    data: pl.DataFrame


def tokenize(xml: bytes, prefixes: list[str]) -> Tokens:
    """Cut up one serialized Table; ``prefixes`` are those of the namespace, "" for the default."""
    tags = _tags(xml)
    depth = pl.col("depth")
    own = tags.filter(pl.col("opens") & depth.is_between(ROW_DEPTH, DATA_DEPTH))
    if xml.count(b' xmlns="') > 1:
        # A default namespace declared anew makes a tag without prefix another's.
        own = own.filter(~pl.col("tag").str.contains('^[^ :]+ (?:.* )?xmlns="'))
    is_row = (depth == ROW_DEPTH) & _named("Row", prefixes)
    is_cell = (depth == CELL_DEPTH) & _named("Cell", prefixes)
    is_data = (depth == DATA_DEPTH) & _named("Data", prefixes)
    own = own.with_columns(is_row.alias("row"), is_cell.alias("cell"), is_data.alias("data"))
    own = own.with_columns(pl.col("row").cum_sum().alias("r"), pl.col("cell").cum_sum().alias("c"))
    # What follows a Data element that is closed at once does not belong to it.
    inner = pl.when(pl.col("inside") >= DATA_DEPTH).then(pl.col("text")).alias("text")
    data = own.filter("data").select("n", "c", "tag", inner)
    data = data.filter(pl.col("c").ne_missing(pl.col("c").shift(1)))  # a cell's first counts
    return Tokens(
        own.filter("row").select("r", "tag"),
        own.filter("cell").select("r", "c", "tag"),
        _whole_texts(data, tags, b"&" in xml).drop("n"),
    )


def attribute(tags: pl.Series, name: str, prefixes: list[str]) -> pl.Series:
    """The values of one attribute of the namespace, null where a tag lacks it.

    Worked out once for each different tag, of which there are few.
    """
    names = "|".join(f"{prefix}:" for prefix in prefixes if prefix)
    different = tags.unique()
    values = different.str.extract(rf' (?:{names}){name}="([^"]*)"')
    if values.null_count() == len(values):
        return pl.Series(name, [None], dtype=pl.String).new_from_index(0, len(tags))
    return tags.replace_strict(different, values, return_dtype=pl.String).alias(name)


def _named(name: str, prefixes: list[str]) -> pl.Expr:
    """Whether a tag is the opening one of an element of the namespace."""
    tag = pl.col("tag")
    names = [f"{prefix}:{name}" if prefix else name for prefix in prefixes]
    return pl.any_horizontal(
        *(tag.is_in([each, each + "/"]) | tag.str.starts_with(each + " ") for each in names)
    )


def _tags(xml: bytes) -> pl.DataFrame:
    """Every tag in order: ``n``, ``tag``, the ``text`` after it, its ``depth``, ``opens``.

    ``inside`` is the depth of what follows the tag. The reader of delimited text does the
    cutting, at its full speed: "<" ends a line for it, and ">" separates tag and text.
    """
    tags = pl.read_csv(
        xml[1:],
        has_header=False,
        separator=">",
        eol_char="<",
        quote_char=None,
        schema={"tag": pl.String, "text": pl.String},
    )
    closes = pl.col("tag").str.starts_with("/")
    hollow = pl.col("tag").str.ends_with("/") & ~closes
    step = pl.when(closes).then(-1).when(hollow).then(0).otherwise(1)
    return (
        tags.with_row_index("n")
        .with_columns(step.cum_sum().cast(pl.Int32).alias("inside"), (~closes).alias("opens"))
        .with_columns((pl.col("inside") + hollow.cast(pl.Int32)).alias("depth"))
    )


def _whole_texts(data: pl.DataFrame, tags: pl.DataFrame, escaped: bool) -> pl.DataFrame:
    """The data with its whole text: that between the tags of rich text as well."""
    below = tags.filter((pl.col("inside") >= DATA_DEPTH) & pl.col("text").is_not_null())
    level = pl.col("opens") & (pl.col("depth") == DATA_DEPTH)
    owner = tags.filter(level).select("n", pl.col("n").alias("owner"))
    rich = below.filter(~level)
    if rich.height:
        more = (
            rich.select("n", "text")
            .join_asof(owner, on="n")
            .group_by("owner")
            .agg(pl.col("text").str.join("").alias("more"))
        )
        data = data.join(more, left_on="n", right_on="owner", how="left", maintain_order="left")
        data = data.with_columns(pl.concat_str("text", "more", ignore_nulls=True)).drop("more")
    text: pl.Expr = pl.when(pl.col("text") != "").then(pl.col("text"))
    if escaped:
        found = ["&lt;", "&gt;", "&quot;", "&#13;", "&#10;", "&#9;", "&amp;"]
        text = text.str.replace_many(found, ["<", ">", '"', "\r", "\n", "\t", "&"])
    return data.with_columns(text.alias("text"))
