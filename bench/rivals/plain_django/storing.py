"""The row and its letter, through the ORM, with the table's constraint as the judge of races."""

import os
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from undersigned.signatures.models import Signature
from undersigned.signatures.rules.contents import SECRET_BYTES, Contents, seal_contents
from undersigned.signatures.rules.identifiers import uuid7
from undersigned.signatures.rules.places import Place, Taken, choose_place
from undersigned.signatures.rules.states import STANDING, VACANT, Kind, State
from undersigned.signatures.rules.wishes import Wish

TRIES = 3


def store(wish: Wish, *, now: datetime) -> UUID:
    """The row that this person has, or that is told that no place was left; durable when it returns."""
    for _ in range(TRIES - 1):
        try:
            return _store(wish, now)
        except IntegrityError:
            # Somebody of this household signed at the same moment: their row is there now.
            continue
    return _store(wish, now)


@transaction.atomic
def _store(wish: Wish, now: datetime) -> UUID:
    rows = Signature.objects.select_for_update().filter(petition=wish.petition_id, fingerprint=wish.fingerprint)
    standing = {row.pk: row for row in rows}
    taken = [Taken(row.pk, row.slot, bytes(row.person_key), row.state) for row in standing.values()]
    place = choose_place(taken, wish.person_key, wish.places)
    if place.id is None:
        return _create(wish, place, now)
    return _renew(standing[place.id], wish, place, now)


def _create(wish: Wish, place: Place, now: datetime) -> UUID:
    row = uuid7(now, os.urandom(10))
    Signature.objects.create(
        id=row,
        petition_id=wish.petition_id,
        fingerprint=wish.fingerprint,
        slot=place.slot,
        state=State.PENDING,
        letter_kind=place.kind,
        letter_due=now,
        letter_number=1,
        **_brought(wish, row, now),
    )
    return row


def _renew(row: Signature, wish: Wish, place: Place, now: datetime) -> UUID:
    """What was typed replaces what was typed before, unless the signature stands; a letter tells the mailbox."""
    if place.kind is not Kind.FULL and row.state not in STANDING:
        if row.state in VACANT:
            row.state = State.PENDING
        for name, value in _brought(wish, row.pk, now).items():
            setattr(row, name, value)
    row.letter_kind = Kind.ALREADY if row.state in STANDING and place.kind is not Kind.FULL else place.kind
    row.letter_due, row.letter_number, row.letter_tries, row.letter_unsettled = now, row.letter_number + 1, 0, 0
    row.save()
    return row.pk


def _brought(wish: Wish, row: UUID, now: datetime) -> dict[str, Any]:
    request = wish.request
    contents = Contents(request.name, request.email, request.place, os.urandom(SECRET_BYTES))
    return {
        "person_key": wish.person_key,
        "sealed": seal_contents(contents, key=wish.sealing_key, pid=wish.pid, row=row),
        "country": request.country,
        "day": now.date(),
        "language": request.language,
        "version": request.version,
        "text_language": request.text_language,
        "updates": request.updates,
        "show_name": request.show_name,
        "shown_name": request.name if request.show_name else "",
        "consent": wish.consent,
        "reason": wish.reason,
        "origin": wish.origin,
        "created_at": now,
    }
