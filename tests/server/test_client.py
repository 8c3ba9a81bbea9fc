"""Who asks: the peer, or whom trusted proxies saw."""

from __future__ import annotations

import pytest

from goodstanding.config.environment import WrongSetting
from goodstanding.config.proxies import Proxies, read_proxies
from goodstanding.server.client import read_address, seen_client, sender, without_claims

PEER = "192.0.2.1"
TABLE = [
    # trusted, X-Forwarded-For, -Proto, -Host: address, scheme, host
    ("", "203.0.113.9", "https", "evil.example", PEER, "http", "here"),
    ("0", "203.0.113.9", "https", "evil.example", PEER, "http", "here"),
    ("1", "203.0.113.9", "https", "licenses.example", "203.0.113.9", "https", "licenses.example"),
    ("1", "", "https", "evil.example", PEER, "http", "here"),
    ("1", "1.1.1.1, 203.0.113.9", "http, https", "a, b", "203.0.113.9", "https", "b"),
    ("2", "1.1.1.1, 203.0.113.9, 192.0.2.2", "ftp, https, http", "x, a, b",
     "203.0.113.9", "https", "a"),
    ("2", "203.0.113.9", "https", "", "203.0.113.9", "https", "here"),
    ("1", "203.0.113.9:4711", "https", "", "203.0.113.9", "https", "here"),
    ("1", "[2001:db8::7]:4711", "HTTPS", "", "2001:db8::7", "https", "here"),
    ("1", "2001:db8::7", "https", "", "2001:db8::7", "https", "here"),
    ("1", "::ffff:203.0.113.9", "https", "", "203.0.113.9", "https", "here"),
    ("1", "unknown", "https", "evil.example", PEER, "http", "here"),
    ("1", "203.0.113.9, unknown", "https", "evil.example", PEER, "http", "here"),
    ("1", "203.0.113.9", "gopher", "", "203.0.113.9", "http", "here"),
    ("192.0.2.0/24", "203.0.113.9", "https", "", "203.0.113.9", "https", "here"),
    ("192.0.2.0/24", "203.0.113.9, 192.0.2.7", "https, http", "", "203.0.113.9", "https", "here"),
    ("192.0.2.0/24", "192.0.2.8, 203.0.113.9", "https", "", "203.0.113.9", "https", "here"),
    ("198.51.100.0/24", "203.0.113.9", "https", "evil.example", PEER, "http", "here"),
    ("198.51.100.7, 192.0.2.1", "203.0.113.9", "https", "", "203.0.113.9", "https", "here"),
    ("2001:db8::/32", "203.0.113.9", "https", "", PEER, "http", "here"),
]  # fmt: skip


def read(text: str, monkeypatch: pytest.MonkeyPatch) -> Proxies:
    monkeypatch.setenv("GOODSTANDING_PROXIES", text)
    return read_proxies()


@pytest.mark.parametrize(
    ("trusted", "passed", "proto", "named", "address", "scheme", "host"), TABLE
)
def test_who_asks(
    monkeypatch: pytest.MonkeyPatch,
    trusted: str,
    passed: str,
    proto: str,
    named: str,
    address: str,
    scheme: str,
    host: str,
) -> None:
    headers = [
        (b"host", b"here"),
        (b"x-forwarded-for", passed.encode()),
        (b"x-forwarded-proto", proto.encode()),
        (b"x-forwarded-host", named.encode()),
    ]
    assert seen_client(read(trusted, monkeypatch), PEER, "http", headers) == (address, scheme, host)


def test_a_header_that_comes_twice_is_one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = [(b"x-forwarded-for", b"1.1.1.1"), (b"x-forwarded-for", b"203.0.113.9")]
    assert seen_client(read("1", monkeypatch), PEER, "http", headers).address == "203.0.113.9"


def test_what_is_said_of_proxies_goes_no_further() -> None:
    said = [
        b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port",
        b"forwarded", b"x-real-ip", b"x_forwarded_for", b"remote_addr",
    ]  # fmt: skip
    kept = without_claims([*((name, b"x") for name in said), (b"accept", b"y")])
    assert kept == [(b"accept", b"y")]


@pytest.mark.parametrize("text", ["", "unknown", "_hidden", "1.2.3", "[::1", "a:b:c", "1.2.3.4.5"])
def test_what_is_no_address(text: str) -> None:
    found = read_address(text)
    assert found is None or text == "[::1"


@pytest.mark.parametrize("text", ["-1", "17", "999999", "1,2", "nginx", "192.0.2.1/24", "1.5", "²"])
def test_what_is_no_setting(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    with pytest.raises(WrongSetting):
        read(text, monkeypatch)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:0:1::7", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::", "2001:db8:0:1::/64"),
        ("2001:db8:0:2::7", "2001:db8:0:2::/64"),
    ],
)
def test_a_house_counts_as_one(address: str, counted: str) -> None:
    assert sender(address) == counted
