"""The network that somebody asks from, worked out for every request, by numbers: `ipaddress` is slow.

Every address is one number of 128 bits, IPv4 in its IPv6 clothes (RFC 4291, 2.5.5.2), so that one comparison does.
"""

import ipaddress
import socket
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

Range = tuple[int, int]
"""Mask and first number of a network."""

BITS: Final = 128
HOST_PREFIX: Final = 64
OTHER_BITS: Final = BITS - HOST_PREFIX
"""Bits of an IPv6 address that one customer of a provider can't change (RFC 6177 gives each site at least these)."""
V4_BITS: Final = 32
V4_CLOTHES: Final = 0xFFFF
LOOPBACKS: Final = ("127.0.0.0/8", "::1/128")


def network_of(peer: str, forwarded_for: str, proxies: tuple[str, ...]) -> str:
    """The visitor's network for screening: an IPv4 address or an IPv6 /64 as text, "" where it can't be known.

    `peer`: the address that connected; `forwarded_for`: X-Forwarded-For, read only where the peer is one of the named
    proxies, from the right up to the first address that is none: what stands before it may be made up. A proxy itself
    and this very machine are nobody's network.
    """
    ours = ranges(proxies)
    nearest, rest = number_of_peer(peer), forwarded_for
    while nearest is not None and rest and _is_in(nearest, ours):
        rest, _, told = rest.rpartition(",")
        nearest = number(told)
    if nearest is None or _is_in(nearest, ours) or _is_in(nearest, ranges(LOOPBACKS)):
        return ""
    return _text(nearest)


def number(text: str) -> int | None:
    """The address as a number, None where it is none. Some proxies write the port behind it."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    if "%" in bare:
        bare = bare.partition("%")[0]
    try:
        if ":" in bare:
            return int.from_bytes(socket.inet_pton(socket.AF_INET6, bare), "big")
        return V4_CLOTHES << V4_BITS | int.from_bytes(socket.inet_pton(socket.AF_INET, bare), "big")
    except (OSError, ValueError):
        return None


number_of_peer = lru_cache(maxsize=1024)(number)
"""Kept, since peers are few: a proxy, or who comes again on one connection."""


@lru_cache(maxsize=8)
def ranges(names: tuple[str, ...]) -> tuple[Range, ...]:
    """The networks of these names."""
    return tuple(_range(ipaddress.ip_network(name, strict=False)) for name in names)


def _range(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> Range:
    mask, first = int(network.netmask), int(network.network_address)
    if network.version == 4:
        clothes = (1 << BITS) - (1 << V4_BITS)
        return clothes | mask, V4_CLOTHES << V4_BITS | first
    return mask, first


def _is_in(address: int, among: Iterable[Range]) -> bool:
    # A loop and no any(): this is asked several times of every request.
    for mask, first in among:  # noqa: SIM110
        if address & mask == first:
            return True
    return False


def _text(address: int) -> str:
    if address >> V4_BITS == V4_CLOTHES:
        return socket.inet_ntop(socket.AF_INET, (address & 0xFFFFFFFF).to_bytes(4, "big"))
    kept = address >> OTHER_BITS << OTHER_BITS
    return f"{socket.inet_ntop(socket.AF_INET6, kept.to_bytes(16, 'big'))}/{HOST_PREFIX}"
