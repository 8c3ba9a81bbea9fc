"""``goodstanding imports``: the imports, and cancelling or trying one again."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodstanding.people.actor import Actor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """list, cancel, retry; each with --as and --json."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    listed = deeds.add_parser("list", help="show the newest imports")
    listed.add_argument("--state", metavar="STATE", help="such as stopped")
    listed.add_argument("--count", type=int, default=50, metavar="N", help="how many; else 50")
    for name, said in (
        ("cancel", "stop the work on an import; nothing of it is kept"),
        ("retry", "have a stopped or expired import checked again"),
    ):
        deed = deeds.add_parser(name, help=said)
        deed.add_argument("reference", metavar="IMPORT", help="GS-… as in the list, or the id")
    for deed in deeds.choices.values():
        deed.add_argument("--as", dest="user", metavar="USERNAME", help="who does it")
        deed.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Do it as an administrator, through the same doors as the pages."""
    from goodstanding.cli.done import print_done
    from goodstanding.cli.people import actor_or_administrator
    from goodstanding.imports.actions import cancel, try_again
    from goodstanding.imports.queries import find_import_named
    from goodstanding.imports.worker import wake_worker

    actor = actor_or_administrator(options.user)
    if options.deed == "list":
        return _list(options, actor)
    import_ = find_import_named(actor, options.reference)
    if options.deed == "cancel":
        cancel(import_.pk, actor=actor)
        said = f"{import_.reference} is cancelled. Nothing was imported."
    else:
        try_again(import_.pk, actor=actor)
        wake_worker()
        said = f"{import_.reference} waits to be checked again."
    print_done(said, as_json=options.json, id=str(import_.pk))
    return 0


def _list(options: argparse.Namespace, actor: Actor) -> int:
    from goodstanding.imports.queries import imports_visible_to

    found = imports_visible_to(actor).order_by("-created_at")
    if options.state:
        found = found.filter(state=options.state)
    rows = [
        {
            "reference": import_.reference,
            "id": str(import_.pk),
            "kind": import_.kind,
            "state": import_.state,
            "by": import_.actor.username,
            "at": import_.created_at.isoformat(timespec="seconds"),
            "file": import_.file_name,
            "counts": import_.counts,
        }
        for import_ in found[: max(options.count, 0)]
    ]
    if options.json:
        print(json.dumps({"imports": rows}, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print("\t".join(str(row[key]) for key in ("reference", "state", "at", "by", "file")))
    return 0
