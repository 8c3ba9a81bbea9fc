"""Whether mail may be sent: a restored installation holds it until somebody lets it go."""

from __future__ import annotations

from goodstanding.installation.facts import Key, Noted, forget, note, noted
from goodstanding.refusals import Refusal


def hold_mail(because: str) -> None:
    """Send no mail from now on; what is due waits."""
    note(Key.MAIL_HELD, because=because)


def mail_held() -> Noted | None:
    """Since when and why mail is held, if it is."""
    return noted(Key.MAIL_HELD)


def release_mail() -> None:
    """Let mail be sent again."""
    if not mail_held():
        raise Refusal("mail-not-held", "Mail is not held.", "There is nothing to release.")
    forget(Key.MAIL_HELD)
