"""Lets claimed letters go that were not handed over."""

from collections.abc import Iterable
from datetime import datetime

from undersigned.mail.claims import InHand
from undersigned.mail.models import Outbox


def release(hands: Iterable[InHand]) -> None:
    """Anybody may take them at once; nothing was tried. Letters that others have taken since are left alone."""
    by_lease: dict[tuple[type[Outbox], datetime | None], list[object]] = {}
    for hand in hands:
        by_lease.setdefault((hand.outbox.model, hand.row.letter_lease), []).append(hand.row.pk)
    for (model, lease), keys in by_lease.items():
        model._default_manager.filter(pk__in=keys, letter_lease=lease).update(letter_lease=None)
