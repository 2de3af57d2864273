"""Row ids that lie in the order of time."""

from datetime import datetime
from uuid import UUID


def uuid7(now: datetime, entropy: bytes) -> UUID:
    """A UUID version 7 (RFC 9562, 5.7): milliseconds of `now`, then 74 bits of the 10 bytes of entropy."""
    if len(entropy) != 10:
        raise ValueError("needs 10 bytes of entropy")
    value = int.from_bytes(int(now.timestamp() * 1000).to_bytes(6, "big") + entropy, "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    return UUID(int=value & ~(0x3 << 62) | (0x2 << 62))
