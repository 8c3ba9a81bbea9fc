"""Checks of what proves and saves the records: the chain of the history, and backups."""

from __future__ import annotations

from datetime import timedelta

from goodstanding.health.ages import in_words, since
from goodstanding.health.finding import Finding, bad, good, soon
from goodstanding.installation.facts import Key, noted
from goodstanding.installation.mail import mail_held

CHECK_EVERY, BACKUP_EVERY = timedelta(days=15), timedelta(days=2)
"""Older ones are told: a large history is checked once a week."""
BACKUP_AT_LEAST = timedelta(days=8)


def see_chain() -> Finding:
    """The history was whole when it was last checked, and that was not long ago."""
    last = noted(Key.CHAIN_CHECK)
    remedy = "Check it now on the page System, or run goodstanding audit verify."
    if last is None:
        return soon("The history was never checked.", remedy)
    age, links = in_words(since(last.at)), last.value.get("links", 0)
    if last.value.get("broken"):
        at = f" at link {last.value['broken_at']:,}" if last.value.get("broken_at") else ""
        return bad(
            f"The history was BROKEN{at} when it was checked {age} ago: somebody has changed "
            "records past the program.",
            "Keep a copy of the database as it is, run goodstanding audit verify, which names what "
            "it found, and compare with a backup from before.",
        )
    said = f"The history was whole {age} ago, with {links:,} links."
    return soon(said, remedy) if since(last.at) > CHECK_EVERY else good(said)


def see_backup() -> Finding:
    """There is a backup that is not old."""
    last = noted(Key.BACKUP)
    remedy = "Make one with goodstanding backup, each night by a timer (docs/run/backup.md)."
    if last is None:
        return soon("No backup was ever made.", remedy)
    said = f"The last backup was made {in_words(since(last.at))} ago."
    if since(last.at) > BACKUP_AT_LEAST:
        return bad(said, remedy)
    return soon(said, remedy) if since(last.at) > BACKUP_EVERY else good(said)


def see_mail_held() -> Finding:
    """Mail goes out, unless this installation was restored and nobody has said so yet."""
    if mail_held():
        return soon(
            "Mail is held, because this installation was restored from a backup.",
            "If it has taken the place of the old one, run goodstanding mail release.",
        )
    return good("Mail is not held.")
