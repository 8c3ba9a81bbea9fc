"""Zip archives, which workbooks are: looked over before anything is unpacked, then read."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import NoReturn

from goodstanding.formats.limits import Limits
from goodstanding.formats.unreadable import Unreadable

RESAVE = "Open it in Excel or LibreOffice, save it again as a workbook and upload that file."
_ENCRYPTED = 0x1
_SMALL = 1024 * 1024
_MIB = 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive within the limits; ``parts`` by name in lower case, with forward slashes."""

    file: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo]


def open_archive(data: bytes, limits: Limits) -> Archive:
    """The archive, or Unreadable when it is damaged, has a password or unpacks to too much."""
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise damaged("its list of contents cannot be read", "end of file") from error
    entries = file.infolist()
    if len(entries) > limits.archive_entries:
        raise Unreadable(
            "archive-too-many-parts",
            f"The workbook consists of {len(entries):,} parts; at most {limits.archive_entries:,} "
            "can be read.",
            "Copy the sheet that matters into a workbook of its own and upload that.",
            place=f"part {limits.archive_entries + 1:,}",
        )
    names = Counter(_plain(entry.filename) for entry in entries)
    name, times = names.most_common(1)[0] if names else ("", 1)
    if times > 1:
        raise damaged(f"it has {times} parts named {name[:100]}", name)
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise has_password(entry.filename)
    _check_size(sum(entry.file_size for entry in entries), len(data), limits)
    return Archive(file, {_plain(entry.filename): entry for entry in entries})


def read_part(archive: Archive, name: str) -> bytes:
    """The unpacked bytes of one part; Unreadable when it is absent or damaged."""
    entry = archive.parts.get(_plain(name))
    if entry is None:
        raise damaged(f"its part {name[:100]} is missing", name)
    try:
        return archive.file.read(entry)
    except _BROKEN as error:
        raise damaged(f"its part {name[:100]} cannot be unpacked", name) from error


def damaged(what: str, place: str) -> Unreadable:
    """The refusal of a workbook that is not whole; ``what`` completes "is damaged: …"."""
    return Unreadable(
        "workbook-damaged",
        f"The workbook is damaged: {what}. It may not have been saved or uploaded completely.",
        RESAVE,
        place=place[:100],
    )


def has_password(place: str) -> Unreadable:
    """The refusal of a workbook that only a password opens."""
    return Unreadable(
        "file-has-password",
        "The workbook is protected by a password, so its contents cannot be read.",
        'Open it in Excel, choose File, Info, Protect Workbook, "Encrypt with Password", empty '
        "the password, save the file and upload it again.",
        place=place[:100],
    )


def _plain(name: str) -> str:
    """A name as it is looked up: some programs write backslashes, or capitals."""
    return name.replace("\\", "/").lstrip("/").lower()


def _check_size(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_bytes:
        _too_large(f"at most {limits.unpacked_bytes // _MIB:,} MB can be read", unpacked)
    if packed > _SMALL and unpacked > packed * limits.archive_ratio:
        most = f"at most {limits.archive_ratio} times its own size can be read"
        _too_large(most, unpacked)


def _too_large(most: str, unpacked: int) -> NoReturn:
    raise Unreadable(
        "archive-too-large",
        f"The workbook unpacks to {unpacked / _MIB:,.1f} MB; {most}.",
        "Copy the rows and columns that matter into a new workbook and upload that. Millions of "
        "empty formatted cells are the usual reason for such a size.",
        place="whole file",
    )
