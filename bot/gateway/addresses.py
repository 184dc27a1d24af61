"""Whose request it is: the peer's address, or what a trusted proxy says of it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from starlette.requests import Request

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# One household or office has a whole /64 of addresses.
IPV6_PREFIX = 64
UNKNOWN = "unknown"
THIS_MACHINE = "this machine"
# Only what runs here can come from there, so a proxy of ours: its word is taken.
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1"))


@dataclass(frozen=True)
class Proxies:
    """
    The proxies whose `X-Forwarded-For` is believed; of anybody else it says nothing.

    Each proxy adds on the right whom it heard; so the rightmost that is no proxy of ours is the
    client, and all that stands left of it may be made up.
    """

    trusted: tuple[Network, ...] = LOOPBACK

    def sender(self, request: Request) -> str:
        """Give the client's address, of IPv6 its /64, as a key; `THIS_MACHINE` is not counted."""
        found = _address(request.client.host) if request.client else None
        if found is None:
            return UNKNOWN
        hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        while self._trusts(found) and hops:
            before = _address(hops.pop())
            if before is None:
                break
            found = before
        return _key(found)

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)


def read_networks(text: str) -> tuple[Network, ...]:
    """
    Read addresses and networks, separated by commas.

    Raises:
        ValueError: One of them is none.
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def _address(text: str) -> Address | None:
    """Read an address as proxies write it: also with a port, or in brackets."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _key(address: Address) -> str:
    if address.is_loopback:
        return THIS_MACHINE
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address), IPV6_PREFIX), strict=False))
