"""What an import keeps beside its record: the upload, the table as read, the plan.

All of it is on the disk before the record says that it is there. What a check makes lies in a
folder by the number of its fence, so that two that overlap never mix.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from django.core.files.base import File
from django.core.files.storage import default_storage

from goodstanding.formats.format import SLICE
from goodstanding.formats.table import ROW, Document, ReadAs, Table
from goodstanding.imports.models import Import, State
from goodstanding.plans.plan import Plan
from goodstanding.refusals import Conflict
from goodstanding.sheets.normalize import Entries
from goodstanding.sheets.recognize import Recognized

FOLDER = "imports"
"""Where the storage keeps a folder for each import, by its id."""

KEPT_FORMAT = 2
"""The format of plan, problems, table, cells and reading: to be raised with every change of it.

1 is what was kept before there were numbers. A check that waits must be of this very format; what
was imported is read as far as it can be."""


def save_upload(import_: Import, content: File[bytes]) -> None:
    """Keep the uploaded bytes."""
    default_storage.save(_upload_name(import_), content)


def remove_files(import_: Import) -> None:
    """Remove everything that is kept of an import."""
    remove_folder(f"{FOLDER}/{import_.id}")


def remove_folder(name: str) -> None:
    """Remove a folder of the storage with all that is in it."""
    folders, files = default_storage.listdir(name) if default_storage.exists(name) else ([], [])
    for folder in folders:
        remove_folder(f"{name}/{folder}")
    for file in files:
        default_storage.delete(f"{name}/{file}")
    default_storage.delete(name)


def copy_upload(of: Import, to: Import) -> None:
    """Keep the bytes that were uploaded for another import of the same file."""
    if not of.undoes_id:
        with _opened(of, "upload") as kept:
            save_upload(to, kept)


@contextmanager
def upload_as_file(import_: Import) -> Iterator[Path]:
    """The uploaded bytes as a local file, wherever the storage keeps them."""
    with tempfile.NamedTemporaryFile(suffix=".upload") as copy:
        with _opened(import_, "upload") as kept:
            shutil.copyfileobj(kept, copy)
        copy.flush()
        yield Path(copy.name)


def read_head(import_: Import, size: int = 65_536) -> bytes:
    """The first bytes that were uploaded."""
    with _opened(import_, "upload") as kept:
        return bytes(kept.read(size))


def save_plan(import_: Import, plan: Plan) -> str:
    """Keep a plan; give its digest, the SHA-256 of the file that holds all its rows."""
    content = _as_parquet(plan.frame)
    _save(import_, "plan.parquet", content)
    _save_frame(import_, "problems", plan.problems)
    return hashlib.sha256(content).hexdigest()


def save_reading(
    import_: Import, document: Document, recognized: Recognized, entries: Entries
) -> None:
    """Keep the table that a plan is made from, how it was read, and the cells after all answers.

    Of the cells, those columns are kept that are not just as they stand in the table.
    """
    _save_frame(import_, "table", recognized.table.frame)
    read = {field: recognized.rows[cell] for field, cell in recognized.columns.items()}
    cells = ((field, texts.rows()) for field, texts in entries.cells.items())
    other = [text for field, text in cells if not _same(text, read.get(field))]
    _save_frame(import_, "cells", pl.DataFrame([entries.row, *other]))
    reading = {
        "sheets": [[t.name, t.frame.height, t.hidden] for t in document.tables],
        "undecided": {
            field: [one.text, str(one.month_first), str(one.day_first)]
            for field, one in entries.undecided.items()
        },
        "table_name": recognized.table.name,
        "header_row": recognized.header_row,
        "headings": recognized.headings,
        "columns": recognized.columns,
        "result_columns": recognized.result_columns,
    }
    _save(import_, "reading.json", json.dumps(reading).encode())


def load_plan(import_: Import) -> Plan:
    """The plan as it was made; nothing of it where anything else is missing of what was kept."""
    if not import_.undoes_id:
        load_reading(import_)
    frame = load_frame(import_, "plan")
    return Plan(import_.kind, shown_fields(frame.columns), frame, load_frame(import_, "problems"))


def shown_fields(columns: Sequence[str]) -> tuple[str, ...]:
    """The fields of which a plan with these columns has the values before and after."""
    fields = (name.removeprefix("after_") for name in columns)
    return tuple(field for field in fields if f"before_{field}" in columns)


def scan_plan(import_: Import) -> tuple[pl.LazyFrame, pl.DataFrame]:
    """The rows of the very plan that was checked, of which only what is asked for is unpacked,
    and its problems.

    Nothing of it where anything else is missing, or where it is not the one with that digest.
    """
    if not import_.undoes_id:
        load_reading(import_)
    problems = load_frame(import_, "problems")
    with _opened(import_, "plan.parquet") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != import_.plan_digest:
        raise _lost(import_, "damaged")
    return pl.scan_parquet(BytesIO(content)), problems


def load_reading(import_: Import) -> dict[str, Any]:
    """How the table was recognized: sheets, header row, headings, columns, undecided dates, …."""
    with _opened(import_, "reading.json") as file:
        loaded: dict[str, Any] = json.load(file)
        return loaded


def load_table(import_: Import) -> tuple[Table, ReadAs]:
    """The table as it was read, and how."""
    reading = load_reading(import_)
    frame = load_frame(import_, "table")
    read_as = {key: value for key, value in import_.read_as.items() if key != "words"}
    return Table(str(reading["table_name"]), frame), ReadAs(**read_as)


def load_frame(import_: Import, name: str, columns: list[str] | None = None) -> pl.DataFrame:
    """One of the frames: plan, problems, table or cells; all columns of it or these."""
    with _opened(import_, f"{name}.parquet") as file:
        try:
            return pl.read_parquet(BytesIO(file.read()), columns=columns)
        except pl.exceptions.PolarsError as error:
            raise _lost(import_, "damaged") from error


def load_cells(import_: Import) -> pl.DataFrame:
    """The cells after all answers: ``row`` and a column of texts for each field."""
    kept = load_frame(import_, "cells")
    columns = load_reading(import_)["columns"]
    as_read = [pl.col(cell).alias(field) for field, cell in columns.items() if field not in kept]
    table = load_frame(import_, "table").select(ROW, *as_read)
    return kept.join(table, on=ROW, how="left", maintain_order="left")


def _same(text: pl.Series, read: pl.Series | None) -> bool:
    return read is not None and text.equals(read, check_names=False)


def frame_slices(
    import_: Import, name: str, columns: Sequence[str] | None = None
) -> Iterator[pl.DataFrame]:
    """The same frame some rows at a time, all columns of it or these.

    The file is opened at once, and what is wrong with it is said then.
    """
    return _slices(import_, _opened(import_, f"{name}.parquet"), columns)


def _slices(
    import_: Import, file: File[bytes], columns: Sequence[str] | None
) -> Iterator[pl.DataFrame]:
    with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
        # Polars reads pieces of a file that has a name; the storage may keep it elsewhere.
        with file:
            shutil.copyfileobj(file, copy)
        copy.flush()
        scanned = pl.scan_parquet(copy.name)
        try:
            wanted = scanned.select(columns) if columns else scanned
            height = scanned.select(pl.len()).collect().item()
            for start in range(0, max(height, 1), SLICE):
                yield wanted.slice(start, SLICE).collect()
        except pl.exceptions.PolarsError as error:
            raise _lost(import_, "damaged") from error


def _save_frame(import_: Import, name: str, frame: pl.DataFrame) -> None:
    _save(import_, f"{name}.parquet", _as_parquet(frame))


def _as_parquet(frame: pl.DataFrame) -> memoryview:
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=1, statistics=False)
    return buffer.getbuffer()


def _save(import_: Import, part: str, content: bytes | memoryview) -> None:
    name = _part_name(import_, import_.fence, part)
    default_storage.save(name, File(BytesIO(content)))


def _opened(import_: Import, part: str) -> File[bytes]:
    if import_.files_removed_at:
        raise Conflict(
            "import-files-removed",
            "The file and the results of this import were removed, because they are kept for "
            "a limited time only. What it did stands in the history.",
            "Upload the file again if you need it.",
        )
    name = _upload_name(import_) if part == "upload" else _part_name(import_, import_.files, part)
    if part != "upload" and import_.kept_format != KEPT_FORMAT and import_.state != State.IMPORTED:
        raise made_by_another_version(import_)
    try:
        return default_storage.open(name)
    except FileNotFoundError as error:
        raise _lost(import_, "missing") from error


def made_by_another_version(import_: Import) -> Conflict:
    """Why what is kept of an import cannot be used by this version of the program."""
    which = "an earlier" if import_.kept_format < KEPT_FORMAT else "a later"
    return Conflict(
        "import-made-by-another-version",
        f"What was kept of this import was made by {which} version of Good Standing, and this "
        "one cannot use it. Nothing was imported by this.",
        "Check the file again; it is still there."
        if import_.state != State.IMPORTED
        else "What the import did stands in the history of each record.",
    )


def _lost(import_: Import, how: str) -> Conflict:
    if import_.kept_format != KEPT_FORMAT:
        return made_by_another_version(import_)
    return Conflict(
        f"import-files-{how}",
        f"What was kept of this import is {how}: somebody has touched the folder of uploads. "
        "Nothing was imported by this.",
        "Upload the file again.",
    )


def _upload_name(import_: Import) -> str:
    return f"{FOLDER}/{import_.id}/upload"


def _part_name(import_: Import, fence: int, part: str) -> str:
    # Before there were fences, the parts lay beside the upload.
    return f"{FOLDER}/{import_.id}/{fence}/{part}" if fence else f"{FOLDER}/{import_.id}/{part}"
