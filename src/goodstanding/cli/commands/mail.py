"""``goodstanding mail``: whether mail is held, as after a restore, and letting it go."""

from __future__ import annotations

import argparse
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """status or release [--discard]; --json."""
    parser.add_argument("deed", choices=("status", "release"))
    parser.add_argument(
        "--discard", action="store_true", help="do not send what was due while mail was held"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Tell, or release."""
    from goodstanding.imports.housekeeping import discard_due_mail
    from goodstanding.imports.models import Import, Mail
    from goodstanding.installation.mail import mail_held, release_mail

    due = Import.objects.filter(mail=Mail.DUE).count()
    held = mail_held()
    if options.deed == "release":
        release_mail()
        due -= discard_due_mail() if options.discard else 0
        held = None
    if options.json:
        since = held.at.isoformat() if held else None
        said = {"held_since": since, "because": held.value["because"] if held else None, "due": due}
        print(json.dumps(said, ensure_ascii=False, indent=2))
    elif held:
        print(
            f"Mail is held since {held.at:%B %d, %Y, %H:%M} UTC, because {held.value['because']}."
        )
        print(
            f"{due:,} messages wait. goodstanding mail release sends them, and --discard does not."
        )
    else:
        print(f"Mail is not held; {due:,} messages are about to be sent.")
    return 0
