"""Which proxies in front of the server are trusted."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from goodstanding.config.environment import WrongSetting, read_list

MOST_PROXIES = 16


@dataclass(frozen=True, slots=True)
class Proxies:
    """So many proxies in front of us, or the networks that they are in; false if there is none."""

    count: int = 0
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.count or self.networks)


def read_proxies() -> Proxies:
    """``GOODSTANDING_PROXIES``: a number of proxies, or their networks and addresses by comma."""
    parts = read_list("GOODSTANDING_PROXIES")
    if len(parts) == 1 and parts[0].isascii() and parts[0].isdigit():
        if len(parts[0]) > 2 or int(parts[0]) > MOST_PROXIES:
            raise _wrong(parts[0])
        return Proxies(count=int(parts[0]))
    networks = []
    for part in parts:
        try:
            networks.append(ip_network(part))
        except ValueError:
            raise _wrong(part) from None
    return Proxies(networks=tuple(networks))


def _wrong(part: str) -> WrongSetting:
    return WrongSetting(
        "GOODSTANDING_PROXIES",
        f"has {part[:40]}, which is neither a number of proxies up to {MOST_PROXIES} nor a "
        "network.",
        "Set it to the number of proxies in front of the server, such as 1, or to their networks, "
        "such as 192.0.2.0/24, or leave it out if there is none.",
    )
