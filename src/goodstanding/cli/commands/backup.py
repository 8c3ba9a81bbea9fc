"""``goodstanding backup``: the whole installation as one file, or the proof that it restores."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodstanding.cli.files import readable_file
from goodstanding.cli.progress import end_in_order, tell
from goodstanding.refusals import Refusal

if TYPE_CHECKING:
    from goodstanding.backups.manifest import Manifest

NEEDS_DATABASE = False
"""An archive is verified on a database of its own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """OUT, --verify, --json."""
    parser.add_argument(
        "out", nargs="?", metavar="OUT", help="a new file, a folder, or - for standard output"
    )
    parser.add_argument(
        "--verify",
        nargs="?",
        const="",
        metavar="FILE",
        help="restore OUT into a scratch database once it is written; or FILE, which was written "
        "earlier",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Back up, or verify, or one after the other."""
    end_in_order()
    is_new = options.out is not None
    if is_new == bool(options.verify) or (options.out == "-" and options.verify is not None):
        raise Refusal(
            "backup-unclear",
            "It is not clear what to back up to or what to verify.",
            "Write goodstanding backup OUT to make a backup, backup OUT --verify to make one and "
            "try it, or backup --verify FILE to try one that was made earlier.",
        )
    said = _make(options.out) if is_new else {"file": str(readable_file(options.verify))}
    if options.verify is not None:
        said |= _try_out(Path(said["file"]))
    out = sys.stderr if options.out == "-" else sys.stdout
    print(json.dumps(said, indent=2) if options.json else _in_words(said), file=out)
    return 0


def _make(out: str) -> dict[str, Any]:
    from goodstanding.cli.set_up import set_up

    set_up(may_migrate=True)
    from goodstanding.backups.make import make_backup

    path, manifest = make_backup(out, tell)
    said = {"file": path, **summary(manifest)}
    return said if out == "-" else {**said, "bytes": Path(path).stat().st_size}


def _try_out(archive: Path) -> dict[str, Any]:
    """Restore an archive into a folder and a database that are thrown away after that."""
    with tempfile.TemporaryDirectory(prefix="goodstanding-verify-") as home:
        given = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "DATABASE_URL_FILE"}
        }
        done = subprocess.run(
            [sys.executable, "-m", "goodstanding.cli.main", "restore", str(archive), "--json"],
            env=given | {"GOODSTANDING_HOME": home},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    said = json.loads(done.stdout)
    if done.returncode:
        problem = said["problems"][0]
        raise Refusal(problem["code"], problem["message"], problem["remedy"])
    return {**summary_of(said), "verified": True}


def summary_of(said: dict[str, Any]) -> dict[str, Any]:
    """What a restore has told of the archive."""
    return {name: value for name, value in said.items() if name != "home"}


def summary(manifest: Manifest) -> dict[str, Any]:
    """What an archive holds, for people and programs."""
    counts = manifest.counts
    return {
        "made_at": manifest.made_at,
        "program": manifest.program,
        "schema": manifest.schema,
        "users": counts.get("people_user", 0),
        "licenses": counts.get("licenses_license", 0),
        "events": counts.get("history_event", 0),
        "rows": sum(counts.values()),
        "files": None if manifest.files is None else len(manifest.files),
        "lost": manifest.lost,
        "chain": {"position": manifest.position, "digest": manifest.head},
    }


def counts_in_words(said: dict[str, Any]) -> str:
    """The counts and the head of the chain, in a line."""
    files = "no files" if said["files"] is None else f"{said['files']:,} files"
    return (
        f"{said['users']:,} users, {said['licenses']:,} licenses, {said['events']:,} events, "
        f"{files}; history to link {said['chain']['position']:,} {said['chain']['digest']}"
    )


def _in_words(said: dict[str, Any]) -> str:
    size = f"{said['bytes']:,} bytes: " if "bytes" in said else ""
    lines = [f"{said['file']}: {size}{counts_in_words(said)}"]
    if said["lost"]:
        lines.append(
            f"The uploaded files of {len(said['lost']):,} imports are gone; all else is there."
        )
    if said.get("verified"):
        lines.append("It was restored into a scratch database: digests, counts and history hold.")
    return "\n".join(lines)
