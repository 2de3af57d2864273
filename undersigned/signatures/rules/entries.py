"""Entries of the allow and block lists: what a line means, and finding the lines that speak of a signing."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from undersigned.mail.addresses.rules import AddressRefused, canonical, parse_address
from undersigned.signatures.rules.countries import COUNTRIES
from undersigned.signatures.rules.origins import read_network

DOMAIN: Final = re.compile(r"(\*\.)?((?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{2,63}(?<!-)", re.ASCII)


class Subject(StrEnum):
    """What an entry speaks of."""

    NETWORK = "network"
    """An address, or a network as CIDR."""
    DOMAIN = "domain"
    """`example.org`, or `*.example.org`: that domain and all below it."""
    ADDRESS = "address"
    """One mailbox; kept as a keyed hash only."""
    COUNTRY = "country"
    """Two letters, as chosen in the form."""


class Effect(StrEnum):
    """What an entry does."""

    ALLOW = "allow"
    """Nothing else is asked: the signing passes."""
    HOLD = "hold"
    REFUSE = "refuse"


class EntryRefused(ValueError):
    """This is no such thing, or too much; `code` says which."""

    def __init__(self, code: str) -> None:
        """Remember the code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lists. `value` of an address is the hexadecimal digits of its keyed hash."""

    subject: Subject
    value: str = field(repr=False)
    effect: Effect
    ends_at: datetime | None = None


def read_value(subject: Subject, text: str) -> str:
    """The value as it is kept (an address: its canonical form, still to be hashed), or EntryRefused."""
    text = text.strip()
    if subject is Subject.NETWORK:
        return _network(text)
    if subject is Subject.DOMAIN:
        return _domain(text)
    if subject is Subject.COUNTRY:
        if text.upper() not in COUNTRIES:
            raise EntryRefused("not_a_country")
        return text.upper()
    try:
        return canonical(parse_address(text))
    except AddressRefused as refused:
        raise EntryRefused("not_an_address") from refused


def _network(text: str) -> str:
    found = read_network(text)
    if found is None:
        raise EntryRefused("not_a_network")
    if isinstance(found, ipaddress.IPv6Network) and found.prefixlen > 64:
        # Screening knows no part of a /64.
        found = found.supernet(new_prefix=64)
    if found.prefixlen < (8 if found.version == 4 else 24):
        raise EntryRefused("too_wide")
    return str(found)


def _domain(text: str) -> str:
    try:
        ascii_text = text.lower().encode("idna").decode("ascii") if not text.isascii() else text.lower()
    except UnicodeError:
        raise EntryRefused("not_a_domain") from None
    if not DOMAIN.fullmatch(ascii_text):
        raise EntryRefused("not_a_domain")
    return ascii_text


class Lists:
    """Entries, ready to be asked a few million times."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Sort the entries by what they speak of."""
        self._networks: dict[tuple[int, int], dict[int, list[Entry]]] = {}
        self._plain: dict[tuple[Subject, str], list[Entry]] = {}
        for entry in entries:
            if entry.subject is Subject.NETWORK:
                network = ipaddress.ip_network(entry.value)
                level = self._networks.setdefault((network.version, network.prefixlen), {})
                level.setdefault(int(network.network_address), []).append(entry)
            else:
                self._plain.setdefault((entry.subject, entry.value), []).append(entry)
        self.is_empty = not self._networks and not self._plain
        self.knows_addresses = any(subject is Subject.ADDRESS for subject, _ in self._plain)

    def about(self, *, network: str, domain: str, address: str, country: str, now: datetime) -> list[Entry]:
        """Entries that speak of such a signing and have not ended; `address` is the hexadecimal keyed hash, or ""."""
        found = self._of_network(network) if network and self._networks else []
        if self._plain:
            found += self._plain.get((Subject.ADDRESS, address), ())
            found += self._plain.get((Subject.COUNTRY, country), ())
            found += self._plain.get((Subject.DOMAIN, domain), ())
            labels = domain.split(".")
            for first in range(len(labels) - 1):
                found += self._plain.get((Subject.DOMAIN, "*." + ".".join(labels[first:])), ())
        return [entry for entry in found if entry.ends_at is None or entry.ends_at > now]

    def _of_network(self, text: str) -> list[Entry]:
        network = read_network(text)
        if network is None:
            return []
        bits, value = network.max_prefixlen, int(network.network_address)
        found: list[Entry] = []
        for (version, length), level in self._networks.items():
            if version == network.version and length <= network.prefixlen:
                found += level.get(value >> (bits - length) << (bits - length), ())
        return found
