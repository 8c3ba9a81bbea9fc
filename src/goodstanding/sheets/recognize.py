"""Which table of a document is the sheet, which row its header, which column is which."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from goodstanding.formats.place import column_letters
from goodstanding.formats.problem import Problem
from goodstanding.formats.table import ROW, Document, Table
from goodstanding.sheets.answers import NO_ANSWERS, NOT_IMPORTED, Answers
from goodstanding.sheets.column import ACTION, RESULT_HEADINGS, Column, SheetKind
from goodstanding.sheets.headers import (
    best_header,
    heading_cells,
    is_day_first_said,
    known_words,
    repeated_headings,
)
from goodstanding.sheets.values.choices import suggest

MOST_OF_OURS = 0.75
"""A sheet with so great a part of our headings, spelled as we spell them, is one of ours."""
SHOWN_ROWS = 12
"""So many rows with content at most are named in a problem about rows."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """A table understood as a sheet of a kind.

    ``columns`` maps a field to its cell column (``c3``), ``headings`` a field to the heading
    as it stands in the file (or, without one, "column D"). ``header_row`` is None where no header
    was found, 0 where there is none; ``problems`` with severity error mean that no row can be
    used. ``rows`` are those below the header, without remarks and repeated headers.
    ``said_day_first`` holds the fields whose heading says in which order its dates are written;
    the field "" stands for what is said above the header. ``disarmed`` says that values which
    begin like formulas carry an apostrophe, as they do in text only. ``alike`` names the other
    sheets that would fit as well.
    """

    kind: SheetKind
    table: Table
    header_row: int | None
    columns: dict[str, str]
    headings: dict[str, str]
    result_columns: dict[str, str]
    problems: tuple[Problem, ...]
    rows: pl.DataFrame
    disarmed: bool = False
    said_day_first: dict[str, bool] = field(default_factory=dict)
    alike: tuple[str, ...] = ()


def recognize(document: Document, kind: SheetKind, answers: Answers = NO_ANSWERS) -> Recognized:
    """Find the sheet of that kind in the document: the table whose header fits best.

    Hidden tables and instruction sheets lose against any table with a better header. What a
    person has answered (which sheet, which row, which column) is not questioned.
    """
    words = known_words(kind, answers.headings)
    tables = [t for t in document.tables if t.name == answers.sheet] or list(document.tables)
    scored = [(*best_header(table, words), table) for table in tables]
    score, row, table = max(scored, key=lambda each: (each[0], not each[2].hidden))
    if answers.header_row is not None:
        row = answers.header_row
    if score < 2 and answers.header_row is None:
        found = _without_header(document, kind, table if answers.sheet else document.tables[0])
    elif row == 0:
        found = _no_header_row(kind, table, answers)
    else:
        found = _with_header(kind, table, row, words, answers)
    alike = _alike([each for each in scored if each[0] == score], table) if score >= 2 else ()
    return replace(
        found,
        disarmed=document.read_as.format == "delimited",
        alike=alike,
        # What the reader of the file doubted (its character set, say) is said here too.
        problems=(*document.problems, *_others(table, alike), *found.problems),
    )


def _alike(equals: list[tuple[int, int, Table]], chosen: Table) -> tuple[str, ...]:
    """The names of the other visible tables with rows below an equally good header."""
    return tuple(
        table.name
        for _, row, table in equals
        if table is not chosen and not table.hidden and not _below(table, row).is_empty()
    )


def _others(table: Table, alike: tuple[str, ...]) -> list[Problem]:
    if not alike:
        return []
    return [
        Problem(
            "sheets-alike",
            "warning",
            f"Several sheets have these headings. {table.name} was read; {', '.join(alike)} "
            f"{'was' if len(alike) == 1 else 'were'} not.",
            "Choose the sheet that is meant, and upload the file once for each sheet.",
        )
    ]


def _below(table: Table, header_row: int) -> pl.DataFrame:
    """The rows below the header without remarks: "#" and some text, alone in its row.

    With more in the row it may be a row like any other, whose first cell holds "####".
    """
    above = int((table.frame[ROW] <= header_row).sum())
    below = table.frame.slice(above)
    hashes = below.filter(pl.col("c0").str.starts_with("#")) if table.columns else below
    alone = pl.all_horizontal(pl.lit(value=True), *(pl.col(c).is_null() for c in table.columns[1:]))
    remarks = hashes.filter(alone)[ROW].to_list()
    return below.filter(~pl.col(ROW).is_in(remarks)) if remarks else below


def _without_header(document: Document, kind: SheetKind, table: Table) -> Recognized:
    expected = ", ".join(column.heading for column in kind.columns if column.required)
    problem = Problem(
        "header-not-found",
        "error",
        f"No row of this file has the headings of the {kind.title}.",
        f"Put the headings into one row ({expected} and the columns that you use), or start "
        "from the spreadsheet that can be downloaded on the import page.",
    )
    return Recognized(kind, table, None, {}, {}, {}, (problem,), table.frame.clear())


def _no_header_row(kind: SheetKind, table: Table, answers: Answers) -> Recognized:
    """A table that has rows only: its columns are what the person says they are."""
    meant = {
        name: cell
        for cell, name in answers.columns.items()
        if cell in table.columns and name != NOT_IMPORTED
    }
    headings = {name: f"column {_letters(cell)}" for name, cell in meant.items()}
    problems = _missing(kind, list(meant), None)
    return Recognized(kind, table, 0, meant, headings, {}, tuple(problems), _below(table, 0))


def _with_header(
    kind: SheetKind, table: Table, row: int, words: pl.DataFrame, answers: Answers
) -> Recognized:
    cells = heading_cells(table, row).join(words, on="key", how="left", maintain_order="left")
    cells = _as_answered(_own_results_apart(cells), answers)
    named = cells.filter(pl.col("field").ne_missing(NOT_IMPORTED))
    known = named.drop_nulls("field")
    ours = pl.col("field").str.starts_with("result:")
    fields = known.filter(~ours).unique("field", keep="first", maintain_order=True)
    results = known.filter(ours).with_columns(pl.col("field").str.strip_prefix("result:"))
    columns = dict(zip(fields["field"], fields["column"], strict=True))
    below = _below(table, row)
    repeated = repeated_headings(below, dict(zip(cells["column"], cells["text"], strict=True)))
    rows = below.filter(~pl.col(ROW).is_in(repeated)) if repeated else below
    problems = [
        *_twice(named, row),
        *_unknown(named, row, kind, list(columns)),
        *_told_by_others(cells, row, kind, answers),
        *_without_heading(rows, cells["column"].to_list(), row),
        *_missing(kind, list(columns), row),
        *_repeated(repeated),
        *([] if rows.height else [_no_rows(row)]),
    ]
    return Recognized(
        kind,
        table,
        row,
        columns,
        dict(zip(fields["field"], fields["text"], strict=True)),
        dict(zip(results["field"], results["column"], strict=True)),
        tuple(problems),
        rows,
        said_day_first=_said(kind, table, row, fields),
    )


def _as_answered(cells: pl.DataFrame, answers: Answers) -> pl.DataFrame:
    """The heading cells with the fields that the person gave to columns of this file."""
    told = pl.DataFrame(
        {"column": list(answers.columns), "told": list(answers.columns.values())},
        schema={"column": pl.String, "told": pl.String},
    )
    answered = cells.join(told, on="column", how="left", maintain_order="left")
    return answered.with_columns(field=pl.coalesce("told", "field")).drop("told")


def _told_by_others(
    cells: pl.DataFrame, row: int, kind: SheetKind, answers: Answers
) -> list[Problem]:
    """That a column means something because somebody else has said so of an earlier file."""
    titles = {column.field: f"the column {column.heading}" for column in kind.columns}
    return [
        Problem(
            "heading-meant-by-another",
            "warning",
            f"{text} was taken for {titles.get(field, 'a column that is not imported')}, because "
            f"{who} that it means this.",
            "If that is wrong for your file, say so under how the file is read.",
            row=row,
            column=text,
            value=text,
        )
        for column, text, key, field in cells.select("column", "text", "key", "field").iter_rows()
        if column not in answers.columns and (who := answers.somebody_else("headings", key))
    ]


def _said(kind: SheetKind, table: Table, row: int, fields: pl.DataFrame) -> dict[str, bool]:
    """The order of day and month, where a heading or a line above the header gives it.

    Our own spreadsheets say MM/DD/YYYY.
    """
    said = {
        name: first
        for name, text in fields.select("field", "text").iter_rows()
        if (first := is_day_first_said([text])) is not None
    }
    above = table.frame.filter(pl.col(ROW) < row).drop(ROW).unpivot()["value"].drop_nulls()
    first = is_day_first_said(above.to_list())
    if first is None and _is_our_spreadsheet(kind, fields["text"]):
        first = False
    return said if first is None else {"": first, **said}


def _is_our_spreadsheet(kind: SheetKind, headings: pl.Series) -> bool:
    """Whether the headings are those of our spreadsheet: most of them, spelled as we spell them.

    Not all of them: a newer version has a column more than the spreadsheet that was downloaded
    last year, and people delete columns that they do not use.
    """
    ours = {column.heading for column in kind.columns if column is not ACTION}
    return len(ours & {*headings}) >= MOST_OF_OURS * len(ours)


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
            f"The column {text} is not recognized, so it will not be imported.",
            "Rename it if it is meant to be one of the spreadsheet's columns. Otherwise, no action "
            "needed.",
            row=row,
            column=text,
            value=text,
            suggestion=suggest(text, open_headings),
        )
        for text in cells.filter(pl.col("field").is_null())["text"]
    ]


def _without_heading(rows: pl.DataFrame, headed: list[str], row: int) -> list[Problem]:
    bare = [cell for cell in rows.columns if cell != ROW and cell not in headed]
    filled = rows.select(pl.col(bare).is_not_null().sum()).row(0, named=True) if bare else {}
    return [
        Problem(
            "heading-missing",
            "warning",
            f"Column {_letters(cell)} has {count:,} value{'s' if count > 1 else ''}, but no "
            "heading above. It will not be imported.",
            "Write the heading above the column if its values are wanted.",
            row=row,
            column=_letters(cell),
        )
        for cell, count in filled.items()
        if count
    ]


def _missing(kind: SheetKind, found: list[str], row: int | None) -> list[Problem]:
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


def _repeated(rows: list[int]) -> list[Problem]:
    if not rows:
        return []
    shown = ", ".join(f"{row:,}" for row in rows[:SHOWN_ROWS])
    more = " and others" if len(rows) > SHOWN_ROWS else ""
    return [
        Problem(
            "header-repeated",
            "note",
            f"The headings are repeated in row {shown}{more} and were skipped there.",
            "No action needed.",
            row=rows[0],
        )
    ]


def _no_rows(row: int) -> Problem:
    return Problem(
        "no-rows",
        "error",
        "The file has headings, but no rows below them.",
        "Fill in the rows below the headings, save, and upload the file again.",
        row=row,
    )


def _letters(cell: str) -> str:
    return column_letters(int(cell.removeprefix("c")))
