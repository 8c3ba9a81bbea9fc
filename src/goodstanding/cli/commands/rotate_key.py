"""``goodstanding rotate-key``: a new signing key, after the old one may have become known."""

from __future__ import annotations

import argparse
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--keep-sessions, --as, --json."""
    parser.add_argument(
        "--keep-sessions",
        action="store_true",
        help="let the old key be good for twelve hours more, so that nobody is signed out",
    )
    parser.add_argument("--as", dest="user", metavar="USERNAME", help="who does it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Write the key; end all sessions unless they are to go on."""
    from goodstanding.cli.people import actor_or_administrator
    from goodstanding.config.key_rotation import rotate_key
    from goodstanding.people.permissions import Permission
    from goodstanding.people.sessions import end_all_sessions

    actor = actor_or_administrator(options.user)
    actor.require(Permission.USERS_CHANGE)
    rotate_key(keep_old=options.keep_sessions)
    ended = 0
    if not options.keep_sessions:
        ended = end_all_sessions(reason="The signing key was replaced.", actor=actor)
    if options.json:
        print(json.dumps({"state": "done", "ended": ended}))
        return 0
    if options.keep_sessions:
        print("There is a new signing key; the old one is good for twelve hours more.")
    else:
        print(f"There is a new signing key, and everybody is signed out ({ended:,} sessions).")
    print("Restart the server and every worker now: until then they go on with the old key.")
    return 0
