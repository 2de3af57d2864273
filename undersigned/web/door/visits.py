"""One form that the door has read."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings

from undersigned.web.door.heads import Head
from undersigned.web.visitors import client_network


@dataclass(slots=True)
class Visit:
    """A form at one of the door's addresses: who sent it, which page it came from, what it says."""

    language: str
    name: str = field(repr=False)
    """What the address names: a petition's slug, or a letter's token."""
    head: Head = field(repr=False)
    body: bytes = field(repr=False)
    peer: str = field(repr=False)
    is_secure: bool
    outcome: tuple[Any, ...] = ()
    """What is done already, where Django is to find the words for it; empty where nothing was done."""

    @property
    def content_type(self) -> str:
        """As Django reads it."""
        return self.head.get(b"content-type", b"").decode("latin-1")

    @property
    def network(self) -> str:
        """For screening, as the doorkeeper works it out."""
        return network_of(self.peer, self.head.get(b"x-forwarded-for", b""), settings.UNDERSIGNED.trusted_proxies)


@lru_cache(maxsize=4096)
def network_of(peer: str, forwarded_for: bytes, proxies: tuple[str, ...]) -> str:  # noqa: ARG001 - part of the key
    """The network of whoever sent this, as web.visitors.client_network says; asked often for the same few."""
    return client_network(peer, forwarded_for.decode("latin-1") or None)
