"""SpreadsheetML in plain writing -> frames of rows, cells and texts, whole columns at a time.

Plain is what libxml2 writes, and what Excel does: no comments, no CDATA and no doctype, so that
every "<" begins a tag; and every tag ends with its first ">". So each piece between two "<" is
a tag and the text that follows it, and how deep a tag lies is a running sum. There are millions
of tags in a large file, but few that differ: what a tag says is worked out once for each.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

TABLE_DEPTH, ROW_DEPTH, CELL_DEPTH, DATA_DEPTH = 1, 2, 3, 4
OTHER, ROW, CELL, DATA = range(4)
ROW_ATTRIBUTES = ("Index", "Span", "Hidden", "StyleID")
CELL_ATTRIBUTES = ("Index", "MergeAcross", "MergeDown", "StyleID", "Formula")
ESCAPES = {
    "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#13;": "\r", "&#xD;": "\r",
    "&#10;": "\n", "&#xA;": "\n", "&#9;": "\t", "&#x9;": "\t", "&amp;": "&",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tokens:
    """The rows, cells and texts of one table; attributes are text, null where absent.

    ``rows``: ``r`` (which Row element, from 1) and ``ROW_ATTRIBUTES``. ``cells``: ``r``, ``c``
    (which Cell element) and ``CELL_ATTRIBUTES``. ``data``: ``c``, ``type``, ``text`` (null when
    empty); at most one for a cell.
    """

    rows: pl.DataFrame
    cells: pl.DataFrame
    data: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one table in order: ``n``, the ``text`` after it, and its ``code``, which is
    its place in ``different``. ``escaped`` says that there are entities in the texts.
    """

    frame: pl.DataFrame
    different: pl.Series
    escaped: bool


def cut(xml: bytes) -> Tags:
    """Cut up one Table in plain writing.

    The reader of delimited text does the cutting, at its full speed: "<" ends a line for it,
    and ">" separates tag and text.
    """
    tags = pl.read_csv(
        xml[1:],
        has_header=False,
        separator=">",
        eol_char="<",
        quote_char=None,
        schema={"tag": pl.String, "text": pl.String},
    )
    tag = tags["tag"].fill_null("")
    different = tag.unique(maintain_order=True)
    code = tag.cast(pl.Enum(different)).to_physical().alias("code")
    return Tags(tags.select("text").with_row_index("n").with_columns(code), different, b"&" in xml)


def are_plain(tags: Tags, prefixes: list[str]) -> bool:
    """Whether all tags are written as all common writers do it, with these prefixes or none."""
    name = rf"(?:(?:{'|'.join(prefixes)}):)?[\w.-]+" if prefixes else r"[\w.-]+"
    plain = rf'^(?:/{name}\s*|{name}(?:\s+{name}="[^"]*")*\s*/?)$'
    return bool(tags.different.str.contains(plain).all())


def tokenize(cut_up: Tags, prefixes: list[str]) -> Tokens:
    """The rows, cells and texts; ``prefixes`` are those of the namespace, "" for the default."""
    tags, known = _with_depths(cut_up, prefixes)
    kind, depth = pl.col("kind"), pl.col("depth")
    is_row = (kind == ROW) & (depth == ROW_DEPTH)
    is_cell = (kind == CELL) & (depth == CELL_DEPTH)
    is_data = (kind == DATA) & (depth == DATA_DEPTH)
    own = (
        tags.lazy()
        .filter((kind != OTHER) & depth.is_between(ROW_DEPTH, DATA_DEPTH))
        .with_columns(is_row.alias("row"), is_cell.alias("cell"), is_data.alias("data"))
        .with_columns(pl.col("row").cum_sum().alias("r"), pl.col("cell").cum_sum().alias("c"))
        .collect()
    )
    rows, cells = own.filter("row"), own.filter("cell")
    # What follows a Data element that is closed at once does not belong to it.
    inner = pl.when(pl.col("inside") >= DATA_DEPTH).then(pl.col("text")).alias("text")
    data = own.filter("data").select("n", "c", "code", inner)
    data = data.filter(pl.col("c").ne_missing(pl.col("c").shift(1)))  # a cell's first counts
    texts = _unescaped(_with_rich_texts(data, tags), escaped=cut_up.escaped)
    return Tokens(
        _with_attributes(rows.select("r"), known, rows["code"], ROW_ATTRIBUTES),
        _with_attributes(cells.select("r", "c"), known, cells["code"], CELL_ATTRIBUTES),
        _with_attributes(data.select("c"), known, data["code"], ("Type",))
        .rename({"Type": "type"})
        .with_columns(texts.alias("text")),
    )


def _with_depths(tags: Tags, prefixes: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tags, and what there is to know of each that differs, by its code.

    A tag has besides its ``kind``, whether it ``opens`` an element, its ``depth``, and
    ``inside``, the depth of what follows it.
    """
    known, code = _known(tags.different, prefixes), tags.frame["code"]
    inside = known["step"].gather(code).cast(pl.Int32).cum_sum().alias("inside")
    depth = (inside + known["hollow"].gather(code).cast(pl.Int32)).alias("depth")
    kind, opens = known["kind"].gather(code), known["opens"].gather(code)
    return tags.frame.with_columns(kind, opens, inside, depth), known


def _known(different: pl.Series, prefixes: list[str]) -> pl.DataFrame:
    """For each different tag its ``step`` in depth, ``hollow``, ``kind`` and attributes."""
    tag = different.str.replace_all(r"\s+", " ").str.replace(r" ?(/?)$", "$1").alias("tag")
    frame = tag.to_frame()
    closes, hollow = pl.col("tag").str.starts_with("/"), pl.col("tag").str.ends_with("/")
    step = pl.when(closes).then(-1).when(hollow).then(0).otherwise(1)
    names = {"Row": ROW, "Cell": CELL, "Data": DATA}
    kind = pl.lit(OTHER)
    for name, number in names.items():
        kind = pl.when(_named(name, prefixes)).then(number).otherwise(kind)
    # A default namespace declared anew makes a tag without prefix another's.
    anew = pl.col("tag").str.contains('^[^ :]+ (?:.* )?xmlns="')
    kind = pl.when(anew).then(OTHER).otherwise(kind)
    own = "|".join(f"{prefix}:" for prefix in prefixes if prefix)
    attributes = dict.fromkeys((*ROW_ATTRIBUTES, *CELL_ATTRIBUTES, "Type"))
    return frame.select(
        step.cast(pl.Int8).alias("step"),
        (hollow & ~closes).alias("hollow"),
        (~closes).alias("opens"),
        kind.cast(pl.UInt8).alias("kind"),
        *(
            pl.col("tag").str.extract(rf' (?:{own}){name}="([^"]*)"').alias(name)
            for name in attributes
        ),
    )


def _named(name: str, prefixes: list[str]) -> pl.Expr:
    """Whether a tag is the opening one of an element of the namespace."""
    names = "|".join(f"{prefix}:{name}" if prefix else name for prefix in prefixes)
    return pl.col("tag").str.contains(f"^(?:{names})(?:[ /]|$)")


def _with_attributes(
    frame: pl.DataFrame, known: pl.DataFrame, code: pl.Series, names: tuple[str, ...]
) -> pl.DataFrame:
    """The frame with the attributes of its tags, which ``code`` tells."""
    used = known.select(names).null_count().row(0, named=True)
    return frame.with_columns(
        known[name].gather(code).alias(name)
        if used[name] < known.height
        else pl.Series(name, [None], dtype=pl.String).new_from_index(0, frame.height)
        for name in names
    )


def _with_rich_texts(data: pl.DataFrame, tags: pl.DataFrame) -> pl.Series:
    """The whole text of each Data element: that between the tags of rich text as well."""
    level = pl.col("opens") & (pl.col("depth") == DATA_DEPTH)
    rich = tags.filter((pl.col("inside") >= DATA_DEPTH) & pl.col("text").is_not_null() & ~level)
    if rich.is_empty():
        return data["text"]
    owner = tags.filter(level).select("n", pl.col("n").alias("owner"))
    more = (
        rich.select("n", "text")
        .join_asof(owner, on="n")
        .group_by("owner")
        .agg(pl.col("text").str.join("").alias("more"))
    )
    joined = data.join(more, left_on="n", right_on="owner", how="left", maintain_order="left")
    return joined.select(pl.concat_str("text", "more", ignore_nulls=True)).to_series()


def _unescaped(texts: pl.Series, *, escaped: bool) -> pl.Series:
    """The texts as they read, null where there is none."""
    found = texts.to_frame("text").select(pl.when(pl.col("text") != "").then(pl.col("text")))
    if escaped:
        found = found.select(pl.col("text").str.replace_many(list(ESCAPES), list(ESCAPES.values())))
    return found.to_series()
