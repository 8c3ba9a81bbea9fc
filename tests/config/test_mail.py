"""The mail server's address."""

from __future__ import annotations

import pytest

from goodstanding.config.environment import WrongSetting
from goodstanding.config.mail import MailServer, mail_server

CASES = [
    ("", MailServer()),
    (
        "smtp://mail.example.org",
        MailServer("mail.example.org", sender="goodstanding@mail.example.org"),
    ),
    (
        "smtp+tls://ann:p%40ss@mail.example.org:2525?from=standing@example.org",
        MailServer(
            "mail.example.org", 2525, "ann", "p@ss", starttls=True, sender="standing@example.org"
        ),
    ),
    (
        "smtps://m.example.org?from=a@b.c",
        MailServer("m.example.org", 465, ssl=True, sender="a@b.c"),
    ),
]


@pytest.mark.parametrize(("address", "server"), CASES)
def test_an_address_is_read(address: str, server: MailServer) -> None:
    assert mail_server(address) == server
    assert bool(mail_server(address)) == bool(address)


@pytest.mark.parametrize(
    "address",
    ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:secret@b:x", "smtp://[a"],
)
def test_what_is_no_mail_server_is_refused(address: str) -> None:
    with pytest.raises(WrongSetting, match="GOODSTANDING_MAIL is not the address") as refused:
        mail_server(address)
    assert "secret" not in str(refused.value)
