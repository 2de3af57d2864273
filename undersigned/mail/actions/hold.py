"""Holds on to a letter while its server thinks."""

from datetime import datetime

from undersigned.mail.claims import InHand
from undersigned.mail.rules import LEASE


def hold(hand: InHand, *, now: datetime) -> None:
    """Nobody else takes the letter for another LEASE."""
    row = hand.row
    held = type(row)._default_manager.filter(pk=row.pk, letter_lease=row.letter_lease)
    if held.update(letter_lease=now + LEASE):
        row.letter_lease = now + LEASE
