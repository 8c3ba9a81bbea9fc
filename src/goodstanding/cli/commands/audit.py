"""``goodstanding audit``: prove that the history was not altered, and anchor it elsewhere."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

BROKEN = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """verify [--anchor FILE] [--json], anchor FILE or --mail ADDRESS."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    verify = deeds.add_parser("verify", help="walk the whole history; exit code 2 if it is broken")
    verify.add_argument("--anchor", metavar="FILE", help="hold it to the anchors in this file too")
    verify.add_argument("--json", action="store_true", help="print one JSON object")
    anchor = deeds.add_parser("anchor", help="write down the head of the history elsewhere")
    where = anchor.add_mutually_exclusive_group(required=True)
    where.add_argument("file", nargs="?", metavar="FILE", help="a file to add the anchor to")
    where.add_argument("--mail", metavar="ADDRESS", help="somebody to send the anchor to")


def run(options: argparse.Namespace) -> int:
    """Verify or anchor."""
    if options.deed == "verify":
        return _verify(options)
    from goodstanding.history.anchors import anchor_by_mail, anchor_to_file

    said = anchor_by_mail(options.mail) if options.mail else anchor_to_file(Path(options.file))
    print(said)
    return 0


def _verify(options: argparse.Namespace) -> int:
    from goodstanding.health.chain_check import check_chain
    from goodstanding.history.anchors import read_anchors

    anchors = read_anchors(Path(options.anchor)) if options.anchor else {}
    verdict = check_chain(anchors)
    broken = verdict.broken
    if options.json:
        said = {
            "links": verdict.links,
            "head": verdict.head,
            "versions": verdict.versions,
            "records": verdict.records,
            "broken_at": broken.position if broken else None,
            "broken": broken.what if broken else None,
        }
        print(json.dumps(said, indent=2))
    elif broken is None:
        print(f"The history is whole: {verdict.links:,} links, the last of them {verdict.head}.")
        held = ", ".join(f"{count:,} {words}" for words, count in verdict.records.items())
        print(f"Every record is what its last version says: {verdict.versions:,} versions; {held}.")
    else:
        at = f" at link {broken.position:,}" if broken.position else ""
        print(f"The history is BROKEN{at}: {broken.what}.")
        print(f"{verdict.links:,} links before that hold. Keep a copy of the database as it is,")
        print("and compare it with a backup from before.")
    return BROKEN if broken else 0
