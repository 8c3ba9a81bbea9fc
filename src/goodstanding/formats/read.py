"""Read a file that somebody uploaded: in a process of its own, which it can only kill itself."""

from __future__ import annotations

import logging
import os
import signal
import tempfile
from pathlib import Path

from goodstanding.formats import detect
from goodstanding.formats.limits import DEFAULT_LIMITS, Limits
from goodstanding.formats.process import ipc
from goodstanding.formats.process.child import MEMORY_EXIT, OUTPUT_EXIT
from goodstanding.formats.process.reader import TIMED_OUT, find_reader
from goodstanding.formats.table import Document
from goodstanding.formats.unreadable import Unreadable

__all__ = ["read_bytes_here", "read_file"]

logger = logging.getLogger(__name__)

read_bytes_here = detect.read_bytes
"""Read bytes in this very process: for what we wrote ourselves, and for quick tests."""


def read_file(path: Path, limits: Limits = DEFAULT_LIMITS, encoding: str = "") -> Document:
    """The document in a file, whatever its name ends in; this process never looks inside.

    ``encoding`` is the character set of a text, where a person has chosen it (Python's name).
    Raises Unreadable when the file is too large, cannot be used, or asks for more time or
    memory than ``limits`` gives; OSError when there is no such file.
    """
    with path.open("rb") as source:  # as the reader will, which could not say so well that it can't
        size = os.fstat(source.fileno()).st_size
    if size > limits.inspect_bytes:
        raise detect.too_large(size, limits)
    with tempfile.TemporaryDirectory(prefix="goodstanding-") as folder:
        result = Path(folder) / "document"
        status, said = find_reader(limits).run(path.absolute(), result, encoding)
        if status:
            raise _died(status, said, limits)
        with result.open("rb") as document:
            return ipc.receive(document)


def _died(status: int, said: str, limits: Limits) -> Unreadable:
    """The refusal of a file whose reader did not live to the end."""
    # Without its messages, which may repeat what stands in the file.
    calls = [line.strip() for line in said.splitlines() if line.lstrip().startswith('File "')]
    logger.warning("reading child ended with status %s, at %s", status, calls[-3:])
    if status == TIMED_OUT:
        return _demanding(f"took longer than {limits.wall_seconds} seconds")
    if status in {-_signal("SIGXCPU"), -_signal("SIGKILL")}:
        return _demanding(f"took more than {limits.cpu_seconds} seconds of computing time")
    if status in {OUTPUT_EXIT, -_signal("SIGXFSZ")}:
        return _demanding(f"gave more than {_megabytes(limits.output_bytes)} of text")
    if status == MEMORY_EXIT or status < 0 or any(word in said for word in _OUT_OF_MEMORY):
        return _demanding(f"needed more than {_megabytes(limits.memory_bytes)} of memory")
    return Unreadable(
        "reader-stopped",
        "The file could not be read: the program that reads it stopped unexpectedly.",
        'Open it in Excel, save it as "Text (Tab delimited)" and upload that file.',
        place="whole file",
    )


_OUT_OF_MEMORY = ("alloc", "MemoryError", "failed to map segment", "can't start new thread")
"""What the interpreter says last when memory ran out before the reader could say so itself."""


def _demanding(what: str) -> Unreadable:
    return Unreadable(
        "file-too-demanding",
        f"Reading the file {what}, the limit for one file, so it was stopped.",
        "Split the file into several, or delete the columns and sheets that are not needed.",
        place="whole file",
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"


def _signal(name: str) -> int:
    """The number of a signal, or an impossible one where the system has no such signal."""
    return int(getattr(signal, name, 10_000))
