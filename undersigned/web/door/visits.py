"""One form that the door has read."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Visit:
    """A form at one of the door's addresses: which page it came from, what it says, who sent it."""

    language: str
    name: str = field(repr=False)
    """What the address names: a petition's slug, or a letter's token."""
    content_type: str
    """As Django reads it."""
    body: bytes = field(repr=False)
    network: str = field(repr=False)
    is_secure: bool
    outcome: tuple[Any, ...] = ()
    """What is done already, where Django is to find the words for it; empty where nothing was done."""
