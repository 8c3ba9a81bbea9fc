"""Anchors: the head of the chain written down elsewhere, where who alters it here cannot reach."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from goodstanding.history.models import Link
from goodstanding.refusals import Refusal

ANCHOR = re.compile(r"^(\S+) link (\d+) ([0-9a-f]{64})$", re.MULTILINE)


def anchor() -> str:
    """The head of the chain as a line of text: when, which link, its digest."""
    head = Link.objects.order_by("-position").first()
    if head is None:
        raise Refusal("nothing-to-anchor", "There is no history yet.", "Come back when there is.")
    return f"{timezone.now().isoformat(timespec='seconds')} link {head.position} {head.digest}"


def anchor_to_file(path: Path) -> str:
    """Add an anchor to a file, and see that it is on the disk; give the line."""
    line = anchor()
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Refusal(
            "anchor-not-written",
            f"The anchor could not be written: {error.strerror}.",
            "Name a file that can be written, best on another machine.",
        ) from error
    return line


def anchor_by_mail(address: str) -> str:
    """Send an anchor by mail; give the line."""
    line = anchor()
    if not settings.MAIL:
        raise Refusal(
            "no-mail-server",
            "No mail server is set, so no mail was sent.",
            "Set GOODSTANDING_MAIL.",
        )
    try:
        send_mail(
            "Good Standing: anchor of the history",
            f"{line}\n\nKeep this message. The lines of such messages, put into a file, prove "
            "later that the history was not altered:\n\ngoodstanding audit verify --anchor FILE\n",
            None,
            [address],
        )
    except OSError as error:
        raise Refusal(
            "mail-not-sent", f"The mail server did not take it: {error}.", "Try again later."
        ) from error
    return line


def read_anchors(path: Path) -> dict[int, str]:
    """The digests by position that a file of anchors holds; other lines in it are passed over."""
    try:
        found = ANCHOR.findall(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "anchor-not-readable", f"The anchors cannot be read: {error}.", "Name another file."
        ) from error
    if not found:
        raise Refusal(
            "no-anchors", "There is no anchor in that file.", "Name a file that audit anchor wrote."
        )
    return {int(position): digest for _, position, digest in found}
