"""Where a signing came from, as keyed marks: networks at three widths, domains at three lengths.

The marks are kept beside a signature for 30 days at most. Without address.key they name nobody.
"""

import hashlib
import ipaddress
from functools import lru_cache
from typing import Final

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MARK_BYTES: Final = 6
BITS: Final = {4: 32, 6: 128}
WIDTHS: Final = {4: (32, 24, 16), 6: (64, 48, 32)}
"""Prefix lengths whose marks are kept, narrow to wide, per version."""
DOMAIN_PLACE: Final = 3
"""Behind the marks of the network stands that of the whole domain."""
LABELS: Final = (2, 3)
"""Beside the whole domain, its last so many labels are marked."""
ORIGIN_BYTES: Final = 6 * MARK_BYTES
# Where names are sold below these, the last two labels are nobody's own ("co.uk", "com.tr").
SHARED_SECONDS: Final = frozenset(
    {"ac", "co", "com", "edu", "gob", "gov", "gouv", "k12", "net", "or", "org", "ne", "go"}
)


def mark(key: bytes, *parts: str) -> bytes:
    """16 bytes that stand for these parts; BLAKE2b with a key of at most 64 bytes."""
    return hashlib.blake2b("\n".join(parts).encode(), key=key, digest_size=16).digest()


@lru_cache(maxsize=16_384)
def network_marks(key: bytes, network: str) -> bytes:
    """Three marks of 6 bytes, narrow to wide; zeros where the network is unknown or unreadable.

    `network`: an IPv4 address or an IPv6 /64, as web.visitors.client_network writes it.
    """
    try:
        if "." in network:
            # Six times faster than `ipaddress`, and nearly all signings come this way.
            version, value = 4, int.from_bytes(bytes(map(int, network.split("."))), "big")
        else:
            version, value = 6, int(ipaddress.IPv6Network(network).network_address)
    except ValueError:
        return bytes(3 * MARK_BYTES)
    bits = BITS[version]
    return b"".join([_width_mark(key, version, width, value >> (bits - width)) for width in WIDTHS[version]])


def width_mark(key: bytes, network: Network) -> bytes:
    """The mark of one network at one of WIDTHS."""
    number = int(network.network_address) >> (network.max_prefixlen - network.prefixlen)
    return _width_mark(key, network.version, network.prefixlen, number)


# Neighbours share the wide ones.
@lru_cache(maxsize=65_536)
def _width_mark(key: bytes, version: int, width: int, number: int) -> bytes:
    return mark(key, f"network {version} {width} {number}")[:MARK_BYTES]


@lru_cache(maxsize=16_384)
def domain_marks(key: bytes, domain: str) -> bytes:
    """Three marks of 6 bytes: the whole domain, its last two labels, its last three."""
    ends = [domain, *(".".join(domain.split(".")[-labels:]) for labels in LABELS)]
    return b"".join([end_mark(key, end) for end in ends])


def end_mark(key: bytes, domain: str) -> bytes:
    """The mark of a domain or of the end of one."""
    return mark(key, "domain", domain)[:MARK_BYTES]


def origin(key: bytes, network: str, domain: str) -> bytes:
    """36 bytes: three marks of the network, then three of the domain."""
    return network_marks(key, network) + domain_marks(key, domain)


def origin_words(origin: bytes) -> dict[str, list[str]] | None:
    """The marks as somebody may take them along: hexadecimal, of the network and of the domain; None without any."""
    if not origin:
        return None
    marks = [origin[start : start + MARK_BYTES].hex() for start in range(0, ORIGIN_BYTES, MARK_BYTES)]
    return {"network": marks[:DOMAIN_PLACE], "mail_domain": marks[DOMAIN_PLACE:]}


def network_subject(origin: bytes) -> bytes:
    """Whose signings are counted together: those of one network."""
    return b"n" + origin[:MARK_BYTES]


def domain_subject(origin: bytes, domain: str) -> bytes:
    """Whose signings are counted together: those of one owner of a domain, whatever stands before it."""
    place = 3 * MARK_BYTES + (MARK_BYTES if household(domain).count(".") == 1 else 2 * MARK_BYTES)
    return b"d" + origin[place : place + MARK_BYTES]


def read_network(text: str) -> Network | None:
    """The network of this text (an address is one of its own), or None."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def domain_of(email: str) -> str:
    """The domain of an address that parse_address returned: lower case, A-labels."""
    return email.rpartition("@")[2]


@lru_cache(maxsize=16_384)
def household(domain: str) -> str:
    """The part of a domain that one owner bought, as near as it can be known without a list: two labels, or three."""
    labels = domain.split(".")
    if len(labels) > 2 and labels[-2] in SHARED_SECONDS:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])
