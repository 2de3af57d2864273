"""An answer as bytes: status, headers and body, free of any server's interface."""

from dataclasses import dataclass, field

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the door answers by itself; header names are lower-case, content-length is among them."""

    status: int
    headers: Headers
    body: bytes = field(repr=False)
