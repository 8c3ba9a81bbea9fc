"""Backing up: the database first, then the files that it refers to."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from goodstanding import __version__
from goodstanding.backups.archive import measure, write_archive
from goodstanding.backups.dump import dump_database
from goodstanding.backups.manifest import DATABASE, PATH, SECRET_KEY, Manifest, Member
from goodstanding.backups.snapshot import Snapshot, snapshot
from goodstanding.config.environment import data_home, read_text
from goodstanding.config.schema import read_schema
from goodstanding.imports.storage import FOLDER
from goodstanding.installation.facts import Key, note
from goodstanding.installation.models import Fact
from goodstanding.refusals import Refusal

STDOUT = "-"
Tell = Callable[[str], None]


def make_backup(out: str, tell: Tell, *, with_files: bool = True) -> tuple[str, Manifest]:
    """Write everything to a new file; give its path and what is in it.

    ``out`` may be a folder, in which the file is named by the date, or "-" for standard output.
    ``tell`` is told how far it is. Whatever goes wrong, no file is left.
    """
    if read_schema().is_empty:
        raise Refusal(
            "nothing-to-back-up",
            "This installation has no tables yet, so there is nothing to back up.",
            "Check GOODSTANDING_HOME and DATABASE_URL.",
        )
    target = Path(STDOUT) if out == STDOUT else _target(Path(out).absolute())
    folder = Path(tempfile.gettempdir()) if out == STDOUT else target.parent
    with _told(target), snapshot() as moment:
        named, lost = _files(moment) if with_files else (None, [])
        _check_room(folder, moment, named or {})
        with tempfile.TemporaryFile(dir=folder) as dump, _written(target) as file:
            tell(f"Writing out the database, {moment.size // 1024**2:,} MB before it is packed …")
            dump_database(moment, dump)
            tell(f"Adding {len(named or {}):,} files …")
            manifest, paths = _manifest(moment, dump, named, lost)
            dump.seek(0)
            # The archive closes what it has read; nothing else is made of the dump.
            write_archive(
                file, manifest, lambda name: dump if name == DATABASE else paths[name].open("rb")
            )
    if with_files:  # the others lie beside the data, and are no backup that one could count on
        _note(target, manifest)
    return str(target), manifest


def _note(target: Path, manifest: Manifest) -> None:
    """Note it for those who watch; data of an earlier version may have no place for that."""
    if Fact._meta.db_table in connection.introspection.table_names():
        size = target.stat().st_size if str(target) != STDOUT else None
        kept = {"position": manifest.position, "head": manifest.head}
        note(Key.BACKUP, file=str(target), bytes=size, **kept)


def _target(path: Path) -> Path:
    if path.is_dir():
        now = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
        path = path / f"goodstanding-{now}.tar"
    if path.exists() or path.is_symlink():
        raise Refusal(
            "backup-exists",
            f"{path} is there already, and a backup is never overwritten.",
            "Name another file, or a folder, in which each backup is named by its time.",
        )
    if not path.parent.is_dir():
        raise Refusal(
            "backup-not-written", f"There is no folder {path.parent}.", "Make it, or name another."
        )
    return path


def _check_room(folder: Path, moment: Snapshot, sources: dict[str, Path]) -> None:
    """Refuse what would not fit; the compressed text is far smaller than half of the tables."""
    files = sum(path.stat().st_size for path in sources.values())
    # The compressed text lies there twice for a moment: alone, and in the archive.
    needed, free = files + moment.size, shutil.disk_usage(folder).free
    if free < needed:
        raise Refusal(
            "no-room-for-backup",
            f"The backup may take {needed // 1024**2 + 1:,} MB, and {folder} has "
            f"{free // 1024**2:,} MB left.",
            "Make room, or write it to another disk.",
        )


def _files(moment: Snapshot) -> tuple[dict[str, Path], list[str]]:
    """The files that the database refers to, and the imports whose upload is gone."""
    root = Path(settings.MEDIA_ROOT)
    found: dict[str, Path] = {}
    lost: list[str] = []
    for import_id, attempt, was_uploaded in moment.imports:
        folders = [root / FOLDER / import_id, root / FOLDER / import_id / str(attempt)]
        for folder in folders if attempt else folders[:1]:
            if folder.is_dir():
                kept = (path for path in folder.iterdir() if path.is_file())
                named = {str(path.relative_to(root)): path for path in sorted(kept)}
                found |= {name: path for name, path in named.items() if PATH.fullmatch(name)}
        if was_uploaded and f"{FOLDER}/{import_id}/upload" not in found:
            lost.append(import_id)
    return found, lost


def _manifest(
    moment: Snapshot, dump: IO[bytes], named: dict[str, Path] | None, lost: list[str]
) -> tuple[Manifest, dict[str, Path]]:
    """What goes into the archive, and where each of its members but the database lies."""
    dump.seek(0)
    members, paths = {DATABASE: measure(dump)}, {}
    key = data_home() / SECRET_KEY
    if not read_text("GOODSTANDING_SECRET_KEY") and key.is_file():
        members[SECRET_KEY], paths[SECRET_KEY] = _measured(key), key
    files = {}
    for name, path in (named or {}).items():
        try:
            member = _measured(path)
        except FileNotFoundError:  # an upload that was refused a moment ago
            lost.append(name.split("/")[1])
            continue
        files[name] = member.sha256
        members[f"files/{member.sha256}"], paths[f"files/{member.sha256}"] = member, path
    manifest = Manifest(
        program=__version__,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgresql=moment.server,
        migrations=moment.migrations,
        position=moment.position,
        head=moment.head,
        counts=moment.counts,
        files=None if named is None else files,
        lost=sorted({*lost}),
        members=members,
    )
    return manifest, paths


def _measured(path: Path) -> Member:
    with path.open("rb") as file:
        return measure(file)


@contextmanager
def _written(target: Path) -> Iterator[IO[bytes]]:
    """A file to write to that gets its name when all of it is on the disk."""
    if str(target) == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = target.with_name(f".{target.name[:200]}.part-{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(part, target)  # unlike a renamed file, it never takes the place of another
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say what the disk says in a sentence."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refusal(
            "backup-not-written",
            f"The backup {target} could not be written: {error.strerror or error}.",
            "Nothing is left of it. Make room, or name a place that can be written to.",
        ) from error
