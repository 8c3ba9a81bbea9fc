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

from goodstanding.formats.table import ReadAs, Table
from goodstanding.imports.models import Import
from goodstanding.plans.plan import Plan
from goodstanding.sheets.recognize import Recognized


def save_upload(import_: Import, content: File[bytes]) -> None:
    """Keep the uploaded bytes."""
    default_storage.save(_name(import_, "upload"), content)


@contextmanager
def upload_as_file(import_: Import) -> Iterator[Path]:
    """The uploaded bytes as a local file, wherever the storage keeps them."""
    with tempfile.NamedTemporaryFile(suffix=".upload") as copy:
        with default_storage.open(_name(import_, "upload")) as kept:
            shutil.copyfileobj(kept, copy)
        copy.flush()
        yield Path(copy.name)


def save_plan(import_: Import, plan: Plan, recognized: Recognized) -> None:
    """Keep the plan and the table that it was made from."""
    _save_frame(import_, "plan", plan.frame)
    _save_frame(import_, "problems", plan.problems)
    _save_frame(import_, "table", recognized.table.frame)
    reading = {
        "fields": plan.fields,
        "table_name": recognized.table.name,
        "header_row": recognized.header_row,
        "headings": recognized.headings,
        "columns": recognized.columns,
        "result_columns": recognized.result_columns,
    }
    content = ContentFile(json.dumps(reading).encode())
    default_storage.save(_name(import_, "reading.json"), content)


def load_plan(import_: Import) -> Plan:
    """The plan as it was made."""
    fields = tuple(str(field) for field in load_reading(import_)["fields"])
    return Plan(import_.kind, fields, load_frame(import_, "plan"), load_frame(import_, "problems"))


def load_reading(import_: Import) -> dict[str, Any]:
    """How the table was recognized: fields, header row, headings, columns, result columns."""
    with default_storage.open(_name(import_, "reading.json")) as file:
        loaded: dict[str, Any] = json.load(file)
        return loaded


def load_table(import_: Import) -> tuple[Table, ReadAs]:
    """The table as it was read, and how."""
    reading = load_reading(import_)
    frame = load_frame(import_, "table")
    read_as = {key: value for key, value in import_.read_as.items() if key != "words"}
    return Table(str(reading["table_name"]), frame), ReadAs(**read_as)


def load_frame(import_: Import, name: str) -> pl.DataFrame:
    """One of the frames: plan, problems or table."""
    with default_storage.open(_name(import_, f"{name}.parquet")) as file:
        return pl.read_parquet(BytesIO(file.read()))


def _save_frame(import_: Import, name: str, frame: pl.DataFrame) -> None:
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    default_storage.save(_name(import_, f"{name}.parquet"), ContentFile(buffer.getvalue()))


def _name(import_: Import, part: str) -> str:
    return f"imports/{import_.id}/{part}"
