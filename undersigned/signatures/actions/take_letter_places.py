"""Letters take their places under the caps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from undersigned.keys.site import address_fingerprint
from undersigned.signatures.fields import place_about, place_of_letter
from undersigned.signatures.models import LetterPlace, Signature
from undersigned.signatures.rules.caps import KEPT, opens_at


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter that wants to leave; `mailbox` is the canonical address."""

    row: Signature
    pid: str
    mailbox: str


def take_letter_places(letters: Sequence[Wanted], *, now: datetime) -> list[datetime | None]:
    """For each letter, in order: None where it may leave, its place is noted; or when the next place opens.

    Must run in a transaction; two statements, however many letters. An attempt to send the same letter again takes no
    second place. On PostgreSQL letters to one mailbox wait for each other here, so that two workers together send
    no more than one would.
    """
    addresses = {letter.mailbox: address_fingerprint(letter.mailbox) for letter in letters}
    _lock(addresses.values())
    taken = _taken(addresses.values(), now)
    fresh: list[LetterPlace] = []
    opens = [_place(letter, addresses[letter.mailbox], taken, fresh, now) for letter in letters]
    # Noted already where a letter was refused by a server for longer than the window: its old place is as good.
    LetterPlace.objects.bulk_create(fresh, ignore_conflicts=True)
    return opens


def _taken(addresses: Iterable[bytes], now: datetime) -> dict[bytes, list[LetterPlace]]:
    taken: dict[bytes, list[LetterPlace]] = {address: [] for address in addresses}
    for place in LetterPlace.objects.filter(address__in=list(taken), at__gt=now - KEPT):
        taken[bytes(place.address)].append(place)
    return taken


def _place(
    wanted: Wanted, address: bytes, taken: dict[bytes, list[LetterPlace]], fresh: list[LetterPlace], now: datetime
) -> datetime | None:
    letter = place_of_letter(wanted.row.pk, wanted.row.letter_number)
    about = place_about(address, wanted.pid)
    known = taken[address]
    if any(bytes(place.letter) == letter for place in known):
        return None
    opens = opens_at([place.at for place in known if bytes(place.about) == about], [place.at for place in known], now)
    if opens is None:
        place = LetterPlace(letter=letter, address=address, about=about, at=now)
        known.append(place)
        fresh.append(place)
    return opens


def _lock(addresses: Iterable[bytes]) -> None:
    if connection.vendor == "postgresql":
        # In one order everywhere: two workers wait for each other and never in a circle.
        numbers = sorted({int.from_bytes(address[:8], "big", signed=True) for address in addresses})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number", [numbers])
