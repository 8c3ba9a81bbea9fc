"""Which table of a document is the sheet, which row its header, which column is which."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from goodstanding.formats.problem import Problem
from goodstanding.formats.table import ROW, Document, Table
from goodstanding.sheets.column import RESULT_HEADINGS, Column, SheetKind
from goodstanding.sheets.values.choices import suggest
from goodstanding.sheets.values.text import clean, key

HEADER_SEARCH_ROWS = 60
"""Title and instruction rows may stand above the header, but not more than this."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """A table understood as a sheet of a kind.

    ``columns`` maps a field to its cell column (``c3``), ``headings`` a field to the heading
    as it stands in the file. ``header_row`` is None where no header was found; ``problems``
    with severity error mean that no row can be used. ``disarmed`` says that values which
    begin like formulas carry an apostrophe, as they do in text only.
    """

    kind: SheetKind
    table: Table
    header_row: int | None
    columns: dict[str, str]
    headings: dict[str, str]
    result_columns: dict[str, str]
    problems: tuple[Problem, ...]
    disarmed: bool = False

    @property
    def rows(self) -> pl.DataFrame:
        """The rows below the header, without remarks."""
        if self.header_row is None:
            return self.table.frame.clear()
        return _rows_below(self.table, self.header_row)


def recognize(document: Document, kind: SheetKind) -> Recognized:
    """Find the sheet of that kind in the document: the table whose header fits best.

    Hidden tables and instruction sheets lose against any table with a better header.
    """
    words = _words(kind)
    best: tuple[int, Table, int] | None = None
    for table in document.tables:
        score, row = _best_header(table, words)
        if score and (best is None or (score, not table.hidden) > (best[0], not best[1].hidden)):
            best = (score, table, row)
    disarmed = document.read_as.format == "delimited"
    if best is None or best[0] < 2:
        found = _without_header(document, kind)
    else:
        found = _with_header(kind, best[1], best[2], words)
    # What the reader of the file doubted (its character set, say) is said here too.
    return replace(found, disarmed=disarmed, problems=(*document.problems, *found.problems))


def heading_key(text: pl.Expr) -> pl.Expr:
    """What makes two headings the same: "License #*" is "license no (required)"."""
    words = text.str.replace_all("_", " ")
    bare = words.str.replace_all(r"(?i)\(?\brequired\b\)?|\(optional\)|\*", "")
    return key(bare.str.replace_all("#", " no "))


def _rows_below(table: Table, header_row: int) -> pl.DataFrame:
    """The rows below the header without remarks: "#" and some text, alone in its row.

    With more in the row it may be a row like any other, whose first cell holds "####".
    """
    alone = pl.all_horizontal(pl.lit(value=True), *(pl.col(c).is_null() for c in table.columns[1:]))
    remark = pl.col("c0").str.starts_with("#").fill_null(value=False) & alone
    return table.frame.filter(pl.col(ROW) > header_row).filter(~remark)


def _words(kind: SheetKind) -> pl.DataFrame:
    """Every spelling of every heading: key, field; result columns have fields of their own."""
    rows = [
        {"key": word, "field": column.field}
        for column in kind.columns
        for word in (column.heading, *column.synonyms)
    ]
    rows += [{"key": heading, "field": f"result:{heading}"} for heading in RESULT_HEADINGS]
    return (
        pl.DataFrame(rows)
        .with_columns(key=heading_key(pl.col("key")))
        .unique("key", keep="first", maintain_order=True)
    )


def _cells(table: Table, row: int) -> pl.DataFrame:
    """The cells of one row: column, text, key; blank ones left out."""
    wide = table.frame.filter(pl.col(ROW) == row).drop(ROW)
    return (
        wide.unpivot(variable_name="column", value_name="text")
        .with_columns(text=clean(pl.col("text")))
        .drop_nulls("text")
        .with_columns(key=heading_key(pl.col("text")))
    )


def _best_header(table: Table, words: pl.DataFrame) -> tuple[int, int]:
    """How many fields the best header row names, and its number."""
    head = table.frame.head(HEADER_SEARCH_ROWS)
    if head.is_empty() or not table.columns:
        return 0, 0
    found = (
        head.unpivot(index=ROW, value_name="text")
        .with_columns(key=heading_key(clean(pl.col("text"))))
        .join(words, on="key")
        .group_by(ROW)
        .agg(pl.col("field").n_unique().alias("score"))
        .sort(["score", ROW], descending=[True, False])
    )
    if found.is_empty():
        return 0, 0
    return int(found["score"][0]), int(found[ROW][0])


def _without_header(document: Document, kind: SheetKind) -> Recognized:
    table = document.tables[0]
    expected = ", ".join(column.heading for column in kind.columns if column.required)
    problem = Problem(
        "header-not-found",
        "error",
        f"No row of this file holds the headings of the {kind.title}.",
        f"Put the headings into one row ({expected} and the columns that you use), or start "
        "from the spreadsheet that can be downloaded on the import page.",
    )
    return Recognized(kind, table, None, {}, {}, {}, (problem,))


def _with_header(kind: SheetKind, table: Table, row: int, words: pl.DataFrame) -> Recognized:
    cells = _cells(table, row).join(words, on="key", how="left", maintain_order="left")
    cells = _own_results_apart(cells)
    known = cells.drop_nulls("field")
    ours = pl.col("field").str.starts_with("result:")
    fields = known.filter(~ours).unique("field", keep="first", maintain_order=True)
    problems = [
        *_twice(cells, row),
        *_unknown(cells, row, kind, fields["field"].to_list()),
        *_missing(kind, fields["field"].to_list(), row),
    ]
    if _rows_below(table, row).is_empty():
        problems.append(
            Problem(
                "no-rows",
                "error",
                "The file has headings, but no rows below them.",
                "Fill in the rows below the headings, save, and upload the file again.",
                row=row,
            )
        )
    results = known.filter(ours).with_columns(pl.col("field").str.strip_prefix("result:"))
    return Recognized(
        kind,
        table,
        row,
        dict(zip(fields["field"], fields["column"], strict=True)),
        dict(zip(fields["field"], fields["text"], strict=True)),
        dict(zip(results["field"], results["column"], strict=True)),
        tuple(problems),
    )


def _own_results_apart(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells of a header, where people's own columns are no longer taken for our results.

    "Row" and "Result" are words of everybody's. Ours come with "Import ref", and last.
    """
    ours = pl.col("field").str.starts_with("result:").fill_null(value=False)
    marked = (pl.col("field") == f"result:{RESULT_HEADINGS[-1]}").fill_null(value=False).any()
    last = pl.col("column") == pl.col("column").last().over("field")
    return cells.with_columns(field=pl.when(ours & ~(marked & last)).then(None).otherwise("field"))


def _twice(cells: pl.DataFrame, row: int) -> list[Problem]:
    twice = cells.drop_nulls("field").filter(pl.len().over("field") > 1)
    return [
        Problem(
            "column-twice",
            "error",
            f"Several columns mean the same: {', '.join(group['text'])}.",
            "Keep one of them and delete or rename the others.",
            row=row,
            column=str(group["text"][0]),
        )
        for _, group in twice.group_by("field", maintain_order=True)
    ]


def _unknown(cells: pl.DataFrame, row: int, kind: SheetKind, found: list[str]) -> list[Problem]:
    open_headings = [column.heading for column in kind.columns if column.field not in found]
    return [
        Problem(
            "column-unknown",
            "warning",
            f"The column {text} is not one of this sheet's columns. It will not be imported.",
            "Rename it if it means one of ours; otherwise nothing needs to be done.",
            row=row,
            column=text,
            value=text,
            suggestion=suggest(text, open_headings),
        )
        for text in cells.filter(pl.col("field").is_null())["text"]
    ]


def _missing(kind: SheetKind, found: list[str], row: int) -> list[Problem]:
    missing: list[Column] = [c for c in kind.columns if c.required and c.field not in found]
    return [
        Problem(
            "column-missing",
            "error",
            f"There is no column {column.heading}. Without it, no row can be used.",
            f"Add a column with the heading {column.heading}.",
            row=row,
            column=column.heading,
        )
        for column in missing
    ]
