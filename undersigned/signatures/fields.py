"""Under which names this room derives and seals, beside the petitions' own keys."""

from uuid import UUID

from undersigned.keys.rules import derive
from undersigned.keys.site import site_key

MINE_CONTEXT = b"mine-letter-email:"
PLACE_BYTES = 16


def mine_key() -> bytes:
    """The key of links to my signatures, 32 bytes."""
    return site_key("my signatures link")


def mine_opened_key() -> bytes:
    """The key of what a browser keeps while my signatures are open, 32 bytes."""
    return site_key("my signatures opened")


def ticket_key() -> bytes:
    """The key of the tickets by which somebody who has just confirmed gets promise and receipt, 32 bytes."""
    return site_key("receipt ticket")


def origin_key() -> bytes:
    """The key of the marks of networks and domains that screening keeps (rules.origins), 32 bytes."""
    return site_key("address origins")


def challenge_key() -> bytes:
    """The key of the challenges that the signing form's script fetches, 32 bytes."""
    return site_key("signing challenge")


def place_of_letter(row: UUID, number: int) -> bytes:
    """Under the caps: this letter of this row."""
    return _place(b"letter", row.bytes, number.to_bytes(4, "big"))


def place_about(address: bytes, pid: str) -> bytes:
    """Under the caps: letters to this address (address_fingerprint) about this petition."""
    return _place(b"about", address, pid.encode("ascii"))


def _place(*parts: bytes) -> bytes:
    return derive(site_key("address letters"), "place", *parts)[:PLACE_BYTES]
