"""Who asks: what the peer is, and what trusted proxies say of the client behind them."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from goodstanding.config.proxies import Proxies

Address = IPv4Address | IPv6Address
Headers = Sequence[tuple[bytes, bytes]]


class Client(NamedTuple):
    """Who asks, by which scheme, and for which host."""

    address: str
    scheme: str
    host: str


def seen_client(proxies: Proxies, peer: str, scheme: str, headers: Headers) -> Client:
    """The client as the trusted proxies saw it; what anybody else says of it is ignored.

    Every proxy adds what it has seen to the right end, so that is where the counting begins.
    """
    host = ",".join(_values(headers, b"host"))
    hops, passed = _way(proxies, peer, headers)
    address = str(hops) if hops else peer
    if not passed:
        return Client(address, scheme, host)
    said_scheme = _from_the_right(_values(headers, b"x-forwarded-proto"), passed).lower()
    said_host = _from_the_right(_values(headers, b"x-forwarded-host"), passed)
    return Client(
        address, said_scheme if said_scheme in {"http", "https"} else scheme, said_host or host
    )


def sender(address: str) -> str:
    """Who counts as one where requests are counted: an address, or an IPv6 network of one house."""
    found = read_address(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, 64), strict=False))
    return address


def without_claims(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The headers that are not about proxies, which have been heard or not by now.

    A name with an underscore would look like one with a hyphen to the application.
    """
    return [
        (name, value)
        for name, value in headers
        if b"_" not in name
        and not name.startswith(b"x-forwarded")
        and name not in {b"forwarded", b"x-real-ip", b"x-client-ip", b"x-scheme"}
    ]


def _way(proxies: Proxies, peer: str, headers: Headers) -> tuple[Address | None, int]:
    """The client's address, and through how many trusted proxies it came."""
    here = read_address(peer)
    passed = 0
    for said in reversed(_values(headers, b"x-forwarded-for")):
        trusted = passed < proxies.count or (here and any(here in n for n in proxies.networks))
        before = read_address(said)
        if not trusted or before is None:
            break
        here, passed = before, passed + 1
    return here, passed


def read_address(text: str) -> Address | None:
    """An address with or without a port, in brackets or not; None for what is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def _values(headers: Headers, wanted: bytes) -> list[str]:
    """The parts of a header, which may be given several times, from left to right."""
    found = (value.decode("latin-1") for name, value in headers if name == wanted)
    return [part.strip() for value in found for part in value.split(",") if part.strip()]


def _from_the_right(values: Sequence[str], place: int) -> str:
    """The value that the outermost trusted proxy gave; the first where some gave none."""
    return values[-min(place, len(values))] if values else ""
