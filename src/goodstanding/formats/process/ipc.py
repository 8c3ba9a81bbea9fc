"""A document or a refusal on its way from the reading process to the one that asked."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

import polars as pl

from goodstanding.formats.problem import Problem
from goodstanding.formats.table import Document, ReadAs, Table
from goodstanding.formats.unreadable import Unreadable

PLACE_BYTES = 8
"""The size of the number at the very end."""


def send_document(document: Document, out: BinaryIO) -> None:
    """Write each table's frame as an Arrow IPC file, then all else as JSON, then where that begins.

    ``out`` is an empty file that is open for reading and writing.
    """
    tables = []
    for table in document.tables:
        begins = out.seek(0, os.SEEK_END)
        # A file, not a stream: a stream would be held in memory whole, in a second form.
        table.frame.write_ipc(out, compression="uncompressed")
        tables.append(
            {
                "name": table.name,
                "hidden": table.hidden,
                "blank_rows": table.blank_rows,
                "problems": [asdict(problem) for problem in table.problems],
                "place": [begins, out.seek(0, os.SEEK_END)],
            }
        )
    head = {
        "read_as": asdict(document.read_as),
        "saved_at": document.saved_at.isoformat() if document.saved_at else None,
        "problems": [asdict(problem) for problem in document.problems],
        "tables": tables,
    }
    _send_rest(head, out)


def send_refusal(refusal: Unreadable, out: BinaryIO) -> None:
    """Write the refusal as JSON, and where it begins."""
    parts = {
        "code": refusal.code,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "place": refusal.place,
    }
    _send_rest({"refusal": parts}, out)


def receive(result: BinaryIO) -> Document:
    """The document that was sent; raises the Unreadable that was sent in its place.

    ValueError when the file is not what one of the two senders writes.
    """
    end = result.seek(-PLACE_BYTES, os.SEEK_END)
    begins = int.from_bytes(result.read(PLACE_BYTES))
    result.seek(begins)
    head = json.loads(result.read(end - begins))
    if "refusal" in head:
        raise Unreadable(**head["refusal"])
    tables = [
        Table(
            each["name"],
            _frame(result, *each["place"]),
            each["hidden"],
            each["blank_rows"],
            _problems(each),
        )
        for each in head["tables"]
    ]
    saved_at = datetime.fromisoformat(head["saved_at"]) if head["saved_at"] else None
    return Document(ReadAs(**head["read_as"]), tuple(tables), _problems(head), saved_at)


def _send_rest(head: dict[str, Any], out: BinaryIO) -> None:
    begins = out.seek(0, os.SEEK_END)
    out.write(json.dumps(head).encode())
    out.write(begins.to_bytes(PLACE_BYTES))


def _frame(result: BinaryIO, begins: int, ends: int) -> pl.DataFrame:
    result.seek(begins)
    return pl.read_ipc(BytesIO(result.read(ends - begins))).rechunk()


def _problems(head: dict[str, Any]) -> tuple[Problem, ...]:
    return tuple(Problem(**problem) for problem in head["problems"])
