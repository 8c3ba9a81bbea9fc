"""The files that are named at the command line: those to read, and those to write."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from goodstanding.refusals import Refusal

ENDINGS = ("txt", "xml", "xlsx")


def readable_file(name: str) -> Path:
    """The path of a file that can be read; a refusal says why it cannot."""
    path = Path(name)
    if not path.is_file():
        raise Refusal("file-not-found", f"There is no file {shown(path)}.", "Check the name.")
    try:
        path.open("rb").close()
    except OSError as error:
        raise Refusal(
            "file-not-readable",
            f"The file {shown(path)} cannot be opened: {error.strerror}.",
            "Close it in other programs, or ask whoever owns it to let you read it.",
        ) from error
    return path


def wanted_format(name: str) -> str:
    """The format that the ending of an output file's name asks for."""
    ending = Path(name).suffix.lstrip(".").lower()
    if ending not in ENDINGS:
        raise Refusal(
            "format-unknown",
            f"The ending of {shown(Path(name))} is none of .txt, .xml and .xlsx, so it does not "
            "say which format is wanted. Nothing was written.",
            "Give a name that ends in .txt, .xml or .xlsx.",
        )
    return ending


def ready_output(name: str) -> None:
    """Refuse a file that could not be written later, before anything else is done."""
    wanted_format(name)
    folder = Path(name).absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK) or Path(name).is_dir():
        raise _not_written(name, "there is no such folder, or it may not be written to")


def write_output(name: str, blocks: Iterable[bytes]) -> int:
    """Write a file as its blocks are made, whole or not at all, and give its size in bytes.

    A refusal says why it cannot be written.
    """
    target = Path(name).resolve()
    try:
        if target.exists() and not target.is_file():  # a pipe, say: what is out is out
            return _write(target, blocks)
        part = target.with_name(f".{target.name[:200]}.part-{os.getpid()}")
        try:
            size = _write(part, blocks)
            if target.exists():
                shutil.copymode(target, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return size
    except OSError as error:
        raise _not_written(name, str(error.strerror)) from error


def _write(path: Path, blocks: Iterable[bytes]) -> int:
    with path.open("wb") as file:
        return sum(file.write(block) for block in blocks)


def shown(path: Path) -> str:
    """A file's name that can be printed and stored, whatever bytes it is made of."""
    return str(path).encode(errors="surrogateescape").decode(errors="replace")


def _not_written(name: str, why: str) -> Refusal:
    return Refusal(
        "file-not-written",
        f"{shown(Path(name))} cannot be written: {why}.",
        "Name a file in a folder that exists and that you may write to.",
    )
