"""The archive: a plain tar with the manifest first and the digests of all members last."""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from goodstanding.backups.manifest import (
    DATABASE,
    Damaged,
    Manifest,
    Member,
    check_version,
    read_manifest,
)

MANIFEST, DIGESTS = "manifest.json", "SHA256SUMS"
NAME = re.compile(r"database\.sql\.gz|secret-key|files/[0-9a-f]{64}")
BLOCK = 1024 * 1024


def measure(file: IO[bytes]) -> Member:
    """How long the rest of a file is, and its digest; it is read to its end."""
    digest, size = hashlib.sha256(), 0
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
    return Member(size, digest.hexdigest())


def write_archive(out: IO[bytes], manifest: Manifest, opened: Callable[[str], IO[bytes]]) -> None:
    """Write a manifest and all members that it names; ``opened`` gives each from its beginning."""
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        _add(tar, MANIFEST, manifest.as_json())
        for name, member in manifest.members.items():
            with opened(name) as file:
                tar.addfile(_entry(name, member.bytes), file)
        _add(tar, DIGESTS, _digests(manifest))


def check_archive(path: Path) -> Manifest:
    """Read the whole archive and hold it to its digests, without any database.

    ``Damaged`` says what is wrong with it; a ``Refusal`` that a newer version wrote it.
    """
    found: dict[str, Member] = {}
    raw = digests = b""
    with _opened(path) as tar:
        for entry in _entries(tar):
            name, file = entry.name, tar.extractfile(entry)
            if file is None or not entry.isreg():
                raise Damaged(f"it holds {name[:80]!r}, which is not a plain file")
            if name in found or (name == MANIFEST) != (not found) or digests:
                raise Damaged(f"its member {name[:80]!r} is not where it belongs")
            if name == MANIFEST:
                raw = file.read()
            elif name == DIGESTS:
                digests = file.read()
            elif not NAME.fullmatch(name):
                raise Damaged(f"it holds {name[:80]!r}, which Good Standing does not write")
            file.seek(0)
            found[name] = measure(file)
    if not raw:
        raise Damaged("it is not an archive of Good Standing", "archive-foreign")
    manifest = read_manifest(raw)
    check_version(manifest)
    _compare(manifest, raw, digests, found)
    return manifest


@contextmanager
def members_of(path: Path) -> Iterator[Callable[[str], IO[bytes]]]:
    """Open members of an archive that was checked, by their names."""
    with _opened(path) as tar:
        entries = {entry.name: entry for entry in _entries(tar)}

        def opened(name: str) -> IO[bytes]:
            file = tar.extractfile(entries[name]) if name in entries else None
            if file is None:
                raise Damaged(f"{name} is missing in it")
            return file

        yield opened


def _compare(manifest: Manifest, raw: bytes, digests: bytes, found: dict[str, Member]) -> None:
    if not digests:
        raise Damaged(f"it is cut off or broken after {len(found):,} members: its end is missing")
    if digests != _digests(manifest, raw):
        raise Damaged("its manifest is not the one that was written")
    del found[MANIFEST], found[DIGESTS]
    for name, member in manifest.members.items():
        if found.get(name, member) != member:
            raise Damaged(f"{_shown(name, manifest)} in it was altered")
    missing = sorted({DATABASE, *manifest.members} - found.keys())
    if missing:
        raise Damaged(f"{_shown(missing[0], manifest)} is missing in it")
    strange = sorted(found.keys() - manifest.members.keys())
    if strange:
        raise Damaged(f"it holds {strange[0]}, which its manifest does not name")


def _shown(member: str, manifest: Manifest) -> str:
    digest = member.removeprefix("files/")
    return next((path for path, each in (manifest.files or {}).items() if each == digest), member)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    """The archive, to be read; whatever is wrong with it is told as ``Damaged``."""
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except tarfile.ReadError as error:
        if "unexpected end" in str(error):
            raise Damaged("it is cut off: its end is missing") from error
        raise Damaged("it is not an archive of Good Standing", "archive-foreign") from error
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise Damaged(f"it is broken: {error}") from error


def _entries(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while entry := tar.next():
        yield entry


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_entry(name, len(content)), io.BytesIO(content))


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(time.time())
    return entry


def _digests(manifest: Manifest, raw: bytes | None = None) -> bytes:
    """Lines that ``sha256sum --check`` understands."""
    own = measure(io.BytesIO(raw if raw is not None else manifest.as_json()))
    lines = {MANIFEST: own, **manifest.members}
    return "".join(f"{each.sha256}  {name}\n" for name, each in lines.items()).encode()
