"""How one key gives many, each for one purpose. Pure."""

import hashlib
import hmac


def derive(key: bytes, purpose: str, *parts: bytes) -> bytes:
    """32 bytes that only the key's holder can compute: HMAC-SHA256 over purpose and parts."""
    return hmac.digest(key, framed(purpose, *parts), hashlib.sha256)


def framed(purpose: str, *parts: bytes) -> bytes:
    """What `derive` signs. Each part carries its length in front, so that ("ab", "c") and ("a", "bc") differ."""
    message = [len(part).to_bytes(4, "big") + part for part in (purpose.encode(), *parts)]
    return b"undersigned/1\n" + b"".join(message)


def ring_name(number: int) -> str:
    """Name of the ring's key with this number (1 or more) among the secrets."""
    return f"ring/{number}"
