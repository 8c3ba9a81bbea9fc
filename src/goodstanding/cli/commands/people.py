"""``goodstanding people``: who can sign in, and what is done about it."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodstanding.people.actor import Actor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """list, deactivate, set-password, end-sessions; each with --as and --json."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    listed = deeds.add_parser("list", help="show the users")
    listed.add_argument("--all", action="store_true", help="those who are not active too")
    for name, said in (
        ("deactivate", "let a user sign in no more; what is recorded stays"),
        ("set-password", "give a user a password: typed, or the first line of standard input"),
        ("end-sessions", "sign a user out everywhere"),
    ):
        deeds.add_parser(name, help=said).add_argument("username", metavar="USERNAME")
    for deed in deeds.choices.values():
        deed.add_argument("--as", dest="user", metavar="USERNAME", help="who does it")
        deed.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Do it as an administrator, through the same doors as the pages."""
    from goodstanding.cli.done import print_done
    from goodstanding.cli.people import actor_or_administrator

    actor = actor_or_administrator(options.user)
    if options.deed == "list":
        return _list(options, actor)
    from django.db import transaction

    from goodstanding.people.actions import change_user, set_user_password
    from goodstanding.people.queries import find_learner_named
    from goodstanding.people.sessions import end_sessions

    user = find_learner_named(actor, options.username)
    if options.deed == "deactivate":
        with transaction.atomic():
            change_user({"is_active": False}, user_id=user.pk, actor=actor)
            end_sessions(user_id=user.pk, actor=actor)
        said = f"{user.username} can sign in no more."
    elif options.deed == "set-password":
        typed = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline()
        set_user_password(typed.rstrip("\n"), user_id=user.pk, actor=actor)
        said = f"{user.username} can sign in with the new password."
    else:
        ended = end_sessions(user_id=user.pk, actor=actor)
        said = f"{user.username} is signed out everywhere ({ended:,} sessions)."
    print_done(said, as_json=options.json, username=user.username)
    return 0


def _list(options: argparse.Namespace, actor: Actor) -> int:
    from goodstanding.folded import folded
    from goodstanding.people.queries import learners_visible_to

    found = learners_visible_to(actor).select_related("unit").order_by(folded("username"))
    users = found if options.all else found.filter(is_active=True)
    rows = [
        {
            "username": user.username,
            "name": user.full_name,
            "role": user.role,
            "unit": user.unit.full_name if user.unit else "",
            "active": user.is_active,
            "can_sign_in": user.is_active and user.has_usable_password(),
        }
        for user in users
    ]
    if options.json:
        print(json.dumps({"users": rows}, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        how = "signs in" if row["can_sign_in"] else "no sign-in" if row["active"] else "inactive"
        print(f"{row['username']}\t{row['name']}\t{row['role']}\t{how}\t{row['unit']}")
    return 0
