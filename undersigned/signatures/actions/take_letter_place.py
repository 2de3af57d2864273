"""A letter takes its place under the caps."""

from datetime import datetime

from django.db import connection

from undersigned.keys.site import address_fingerprint
from undersigned.signatures.fields import place_about, place_of_letter
from undersigned.signatures.models import LetterPlace, Signature
from undersigned.signatures.rules.caps import KEPT, opens_at


def take_letter_place(*, row: Signature, pid: str, mailbox: str, now: datetime) -> datetime | None:
    """None: the letter may leave, its place is noted. Otherwise when the next place opens; nothing is noted.

    Must run in a transaction. An attempt to send the same letter again takes no second place. On PostgreSQL letters to
    one mailbox wait for each other here, so that two workers together send no more than one would.
    """
    address = address_fingerprint(mailbox)
    _lock(address)
    letter = place_of_letter(row.pk, row.letter_number)
    about = place_about(address, pid)
    places = LetterPlace.objects.filter(address=address, at__gt=now - KEPT).values_list("letter", "about", "at")
    known = [(bytes(one), bytes(topic), at) for one, topic, at in places]
    if any(one == letter for one, _, _ in known):
        return None
    opens = opens_at([at for _, topic, at in known if topic == about], [at for _, _, at in known], now)
    if opens is None:
        # Noted already where a letter was refused by a server for longer than the window: its old place is as good.
        LetterPlace.objects.get_or_create(letter=letter, defaults={"address": address, "about": about, "at": now})
    return opens


def _lock(address: bytes) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(address[:8], "big", signed=True)])
