"""Restoring: all of an archive into an empty installation, proved to be whole, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from goodstanding.backups.archive import members_of
from goodstanding.backups.dump import load_database
from goodstanding.backups.manifest import DATABASE, Damaged, Manifest
from goodstanding.backups.snapshot import Connection, count_rows
from goodstanding.backups.target import empty_target, put_files, put_secret_key
from goodstanding.config.schema import migrate
from goodstanding.history.verify import verify
from goodstanding.imports.records import CHAINED
from goodstanding.installation.facts import Key
from goodstanding.installation.mail import hold_mail, mail_held

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; ``links`` of the chain were walked, ``migrated`` by this program."""

    manifest: Manifest
    links: int
    migrated: list[tuple[str, str]]


def restore(archive: Path, manifest: Manifest, tell: Tell) -> Restored:
    """Restore an archive that ``check_archive`` has read; what fails leaves nothing behind."""
    because = f"this was restored from a backup of {manifest.made_at}"
    with empty_target(manifest) as own:
        tell(f"Putting {len(manifest.files or {}):,} files in their places …")
        put_files(archive, manifest)
        tell("Loading the database …")
        with members_of(archive) as opened:
            load_database(own, opened(DATABASE), more=_hold_mail(because))
        _check_counts(own, manifest)
        _check_end(own, manifest)
        migrated = migrate()
        if not mail_held():
            hold_mail(because)
        tell("Walking the history …")
        anchors = {manifest.position: manifest.head} if manifest.position else {}
        verdict = verify(CHAINED, anchors)
        if verdict.broken:
            raise Damaged(f"its history is broken: {verdict.broken.what}", "archive-history-broken")
        put_secret_key(archive, manifest)
        connection.close()
    return Restored(manifest, verdict.links, migrated)


def _hold_mail(because: str) -> str:
    """SQL that is part of the load, so that there is no moment in which mail could be sent.

    Data of a version without such facts has mail held as soon as it was brought up to date.
    """
    value = json.dumps({"because": because}).replace("'", "''")
    return (
        "DO $$BEGIN IF to_regclass('public.installation_fact') IS NOT NULL THEN "
        "INSERT INTO public.installation_fact (key, at, value) "
        f"VALUES ('{Key.MAIL_HELD}', now(), '{value}'); END IF; END$$;\n"
    )


def _check_end(own: Connection, manifest: Manifest) -> None:
    """Nothing may stand behind the head; an upgrade that follows may add to it."""
    found = own.execute("SELECT coalesce(max(position), 0) FROM history_link").fetchone()
    if found is None or found[0] != manifest.position:
        raise Damaged("its history goes on behind its head", "archive-history-broken")


def _check_counts(own: Connection, manifest: Manifest) -> None:
    found = count_rows(own)
    for table in sorted({*found, *manifest.counts}):
        want, have = manifest.counts.get(table), found.get(table)
        if want != have:
            raise Damaged(f"{table} has {have} rows, and {want} were backed up", "archive-counts")
