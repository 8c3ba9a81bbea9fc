"""``goodstanding restore``: bring a backup back, into an empty installation."""

from __future__ import annotations

import argparse
import json
import os

from goodstanding.cli.files import readable_file
from goodstanding.cli.progress import end_in_order, tell

NEEDS_DATABASE = False
"""The archive is looked at before anything is started or made."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """IN, --json."""
    parser.add_argument("archive", metavar="IN", help="a file that goodstanding backup has written")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Check the archive, then the target, then restore and verify."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodstanding.config.settings")
    from goodstanding.backups.archive import check_archive
    from goodstanding.cli.commands.backup import counts_in_words, summary
    from goodstanding.config.environment import data_home

    end_in_order()
    archive = readable_file(options.archive)
    tell("Checking the archive …")
    manifest = check_archive(archive)
    from goodstanding.cli.set_up import set_up

    set_up(may_migrate=True)
    from goodstanding.backups.restore import restore

    restored = restore(archive, manifest, tell)
    said = {**summary(manifest), "home": str(data_home()), "migrated": len(restored.migrated)}
    if options.json:
        print(json.dumps(said, indent=2))
        return 0
    print(f"Restored into {data_home()}: {counts_in_words(said)}")
    print("Every count is as it was backed up, and the history is whole.")
    print("Mail is held until you run goodstanding mail release.")
    if restored.migrated:
        print(
            f"It was written by Good Standing {manifest.program}; {len(restored.migrated)} changes "
            "have brought it up to date."
        )
    return 0
