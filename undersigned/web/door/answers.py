"""An answer as bytes: status, headers and body, free of any server's interface."""

from dataclasses import dataclass, field
from typing import Final

Headers = tuple[tuple[bytes, bytes], ...]
SECURE_ONLY: Final = b"strict-transport-security"
"""Said over https alone (RFC 6797, 7.2), as Django says it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the door answers by itself; header names are lower-case, content-length is among them."""

    status: int
    headers: Headers
    body: bytes = field(repr=False)
