"""The mail server, given as one address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from goodstanding.config.environment import WrongSetting


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
    the start (port 465). An empty address is no server; ``WrongSetting`` for any other.
    """
    if not address:
        return MailServer()
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ports:
        # The address itself is not repeated: there may be a password in it.
        raise WrongSetting(
            "GOODSTANDING_MAIL",
            "is not the address of a mail server.",
            "Write it like smtp://user:password@host:25?from=name@example.org.",
        )
    sender = parse_qs(parts.query).get("from", [f"goodstanding@{host}"])[0]
    return MailServer(
        host=host,
        port=port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        ssl=parts.scheme == "smtps",
        sender=sender,
    )
