"""What an import keeps beside its record: the upload, the table as read, the plan."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from goodstanding.formats.table import Document, ReadAs, Table
from goodstanding.imports.models import Import
from goodstanding.plans.plan import Plan
from goodstanding.refusals import Conflict
from goodstanding.sheets.normalize import Entries
from goodstanding.sheets.recognize import Recognized


def save_upload(import_: Import, content: File[bytes]) -> None:
    """Keep the uploaded bytes."""
    default_storage.save(_name(import_, "upload"), content)


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


def save_plan(
    import_: Import, plan: Plan, document: Document, recognized: Recognized, entries: Entries
) -> None:
    """Keep the plan, the table that it was made from, and the cells after all answers."""
    _save_frame(import_, "plan", plan.frame)
    _save_frame(import_, "problems", plan.problems)
    _save_frame(import_, "table", recognized.table.frame)
    _save_frame(import_, "cells", entries.cells)
    reading = {
        "fields": plan.fields,
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
    """The plan as it was made."""
    fields = tuple(str(field) for field in load_reading(import_)["fields"])
    return Plan(import_.kind, fields, load_frame(import_, "plan"), load_frame(import_, "problems"))


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


def load_frame(import_: Import, name: str) -> pl.DataFrame:
    """One of the frames: plan, problems, table or cells."""
    with _opened(import_, f"{name}.parquet") as file:
        try:
            return pl.read_parquet(BytesIO(file.read()))
        except pl.exceptions.PolarsError as error:
            raise _lost("damaged") from error


def _save_frame(import_: Import, name: str, frame: pl.DataFrame) -> None:
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    _save(import_, f"{name}.parquet", buffer.getvalue())


def _save(import_: Import, part: str, content: bytes) -> None:
    # A check that was broken off and runs again must not leave its first plan to be found.
    default_storage.delete(_name(import_, part))
    default_storage.save(_name(import_, part), ContentFile(content))


def _opened(import_: Import, part: str) -> File[bytes]:
    try:
        return default_storage.open(_name(import_, part))
    except FileNotFoundError as error:
        raise _lost("missing") from error


def _lost(how: str) -> Conflict:
    return Conflict(
        f"import-files-{how}",
        f"What was kept of this import is {how}: somebody has touched the folder of uploads. "
        "Nothing was imported by this.",
        "Upload the file again.",
    )


def _name(import_: Import, part: str) -> str:
    return f"imports/{import_.id}/{part}"
