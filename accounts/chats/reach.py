"""Where a chat may be: on the internet, never in the network that the portal itself stands in.

Whoever enters an address could otherwise have the portal call what only it can reach. A name is looked up
once, all that it leads to is judged, and only what was judged is called: a moment later it cannot lead
elsewhere.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SOCK_STREAM, getaddrinfo
from typing import Final

from django.conf import settings

from accounts.chats.faults import ChatBusy, ChatRefused, Failure

# Translates to the IPv4 address in its last 32 bits (RFC 6052).
_NAT64: Final = IPv6Network("64:ff9b::/96")


def find_addresses(host: str, port: int) -> list[str]:
    """Where this host is. Raises ChatRefused where any of it lies inside, ChatBusy where nobody knows it."""
    try:
        found = getaddrinfo(host, port, type=SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ChatBusy(Failure.UNKNOWN_HOST) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(map(is_allowed, addresses)):
        raise ChatRefused(Failure.INSIDE)
    return addresses


def is_known_inside(host: str) -> bool:
    """Whether a host is refused without looking it up: an address inside, or this machine."""
    try:
        return not is_allowed(host)
    except ValueError:
        is_here = host == "localhost" or host.endswith(".localhost")
        return is_here and not settings.TEAM_CHATS_ALLOW_PRIVATE


def is_allowed(address: str) -> bool:
    """Raises ValueError for what is no IP address."""
    found = ip_address(address.partition("%")[0])
    return settings.TEAM_CHATS_ALLOW_PRIVATE or all(map(_is_public, [found, *_meant_by(found)]))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    is_reserved = address.is_reserved and address not in _NAT64
    return address.is_global and not address.is_multicast and not is_reserved


def _meant_by(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses to which one of IPv6 is translated on the way."""
    if isinstance(address, IPv4Address):
        return []
    embedded = IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    meant = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ()), embedded]
    return [one for one in meant if one is not None]
