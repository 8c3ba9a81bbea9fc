"""A document or a refusal on its way from the reading process to the one that asked."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

import polars as pl

from goodstanding.formats.problem import Problem
from goodstanding.formats.table import Document, ReadAs, Table
from goodstanding.formats.unreadable import Unreadable


def send_document(document: Document, out: BinaryIO) -> None:
    """Write one line of JSON and then each table's frame as an Arrow IPC stream."""
    streams = [_stream(table.frame) for table in document.tables]
    head = {
        "read_as": asdict(document.read_as),
        "saved_at": document.saved_at.isoformat() if document.saved_at else None,
        "problems": [asdict(problem) for problem in document.problems],
        "tables": [
            {
                "name": table.name,
                "hidden": table.hidden,
                "blank_rows": table.blank_rows,
                "problems": [asdict(problem) for problem in table.problems],
                "size": len(stream),
            }
            for table, stream in zip(document.tables, streams, strict=True)
        ],
    }
    out.write(json.dumps(head).encode() + b"\n")
    for stream in streams:
        out.write(stream)


def send_refusal(refusal: Unreadable, out: BinaryIO) -> None:
    """Write the refusal as one line of JSON."""
    parts = {
        "code": refusal.code,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "place": refusal.place,
    }
    out.write(json.dumps({"refusal": parts}).encode() + b"\n")


def receive(data: bytes) -> Document:
    """The document that was sent; raises the Unreadable that was sent in its place.

    ValueError when the bytes are not what one of the two senders writes.
    """
    line, _, body = data.partition(b"\n")
    head = json.loads(line)
    if "refusal" in head:
        raise Unreadable(**head["refusal"])
    tables, at = [], 0
    for each in head["tables"]:
        frame = pl.read_ipc_stream(io.BytesIO(body[at : at + each["size"]]))
        at += each["size"]
        tables.append(
            Table(each["name"], frame, each["hidden"], each["blank_rows"], _problems(each))
        )
    saved_at = datetime.fromisoformat(head["saved_at"]) if head["saved_at"] else None
    return Document(ReadAs(**head["read_as"]), tuple(tables), _problems(head), saved_at)


def _problems(head: dict[str, Any]) -> tuple[Problem, ...]:
    return tuple(Problem(**problem) for problem in head["problems"])


def _stream(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_ipc_stream(buffer)
    return buffer.getvalue()
