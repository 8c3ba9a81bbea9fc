"""The mail server, given as one address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes and who sends it; false if no server is given."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    ssl: bool = False
    sender: str = ""

    def __bool__(self) -> bool:
        return bool(self.host)


def mail_server(address: str) -> MailServer:
    """Read ``smtp://user:password@host:port?from=name@example.org``.

    ``smtp+tls`` begins in the clear and goes on encrypted (port 587), ``smtps`` is encrypted from
    the start (port 465). An empty address is no server; ``ValueError`` for any other.
    """
    if not address:
        return MailServer()
    parts = urlsplit(address)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise ValueError("GOODSTANDING_MAIL must look like smtp://host:25?from=name@example.org")
    sender = parse_qs(parts.query).get("from", [f"goodstanding@{parts.hostname}"])[0]
    return MailServer(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        ssl=parts.scheme == "smtps",
        sender=sender,
    )
