"""What a client can unpack and what it has already: Accept-Encoding and If-None-Match (RFC 9110, 12.5.3 and 13.1.2)."""

import gzip
import re
from enum import IntEnum
from functools import lru_cache
from typing import Final

import brotli  # type: ignore[import-untyped]

SHORTEST_BYTES: Final = 800
"""Shorter bodies fit into one packet as they are."""
LONGEST_READ: Final = 256
"""Bytes of Accept-Encoding: browsers send thirty, and a stranger can send 400 kB, ever new."""
BROTLI_QUALITY: Final = 5
"""Within a tenth of the best at a fiftieth of its time: a page is packed again after every publication."""


class Coding(IntEnum):
    """How a body is packed."""

    IDENTITY = 0
    GZIP = 1
    BROTLI = 2


NAMES: Final = {Coding.GZIP: b"gzip", Coding.BROTLI: b"br"}
PREFERRED: Final = (Coding.BROTLI, Coding.GZIP)

_TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def pack(body: bytes, coding: Coding) -> bytes:
    """The body in this coding; the same bytes for the same body."""
    if coding is Coding.BROTLI:
        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    return gzip.compress(body, 6, mtime=0) if coding is Coding.GZIP else body


def coding_of(accept_encoding: bytes) -> Coding:
    """The best of our codings that the header allows; identity where it allows none, since a page beats a 406.

    Identity too where the header is longer than anybody's.
    """
    return _coding_of(accept_encoding) if len(accept_encoding) <= LONGEST_READ else Coding.IDENTITY


@lru_cache(maxsize=256)
def _coding_of(accept_encoding: bytes) -> Coding:
    weights = dict(_weighted(part) for part in accept_encoding.lower().split(b",") if part.strip())
    rest = weights.get(b"*", 0.0)
    offered = [(weights.get(NAMES[coding], rest), coding) for coding in PREFERRED]
    weight, best = max(offered, key=lambda one: one[0])
    is_plain_preferred = weights.get(b"identity", 0.0) > weight
    return best if weight > 0 and not is_plain_preferred else Coding.IDENTITY


def _weighted(part: bytes) -> tuple[bytes, float]:
    name, *parameters = (piece.strip() for piece in part.split(b";"))
    weight = next((value[2:] for value in parameters if value.startswith(b"q=")), b"1")
    try:
        return (b"gzip" if name == b"x-gzip" else name), float(weight)
    except ValueError:
        return name, 0.0


def has_already(if_none_match: bytes, tag: bytes) -> bool:
    """True where the header names this very representation, by the weak comparison that GET asks for, or `*`."""
    if if_none_match == tag or if_none_match.strip() == b"*":
        return True
    return tag in _TAG.findall(if_none_match)
