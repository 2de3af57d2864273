"""Removed signatures are put back."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.keys.petition_keys import KeysDestroyed, petition_keys
from undersigned.ledger.actions.append_many import append_many
from undersigned.ledger.rules import NewEvent
from undersigned.ledger.waiting import patience
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.ask_letter import ask_letter
from undersigned.signatures.actions.lock_rows import lock_rows
from undersigned.signatures.actions.note_acts import note_acts
from undersigned.signatures.actions.remove import WRITTEN
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of, sign_event, text_hashes
from undersigned.signatures.rules.commitments import Opening, commitment, encoded
from undersigned.signatures.rules.contents import SECRET_BYTES, Contents, seal_contents
from undersigned.signatures.rules.states import Kind, State


def restore(
    *, signature_ids: Sequence[UUID], by: str, is_ordered: bool = False, now: datetime, words: str = ""
) -> list[UUID]:
    """These removed signatures count again, also after closing: the log will say `restore` of each; returns which.

    Each gets a new secret and so a new commitment: a receipt from before shows the removal, the new one the return.
    The signers are told, where they were told of the removal or can be. Nothing is put back in a sealed petition. One
    transaction; restoring again changes nothing. `by` and `words` go to the audit trail. Raises NotAllowed
    unless the person may or it `is_ordered` (a part of a campaign's undoing).
    """
    with transaction.atomic():
        rows = lock_rows(signature_ids, states=(State.REMOVED,))
        unsealed = _unsealed({row.petition_id for row in rows})
        opened = [(row, contents) for row in rows if row.petition_id in unsealed and (contents := _contents(row))]
        hashes = text_hashes({row.petition_id for row, _ in opened})
        wanted = [_renew(row, contents, hashes[row.petition_id, row.version]) for row, contents in opened]
        events = append_many(events=wanted, now=now) if wanted else []
        restored = [row for row, _ in opened]
        for row, event in zip(restored, events, strict=True):
            row.state, row.event = State.CONFIRMED, event
            ask_letter(row, Kind.RESTORED, now)
        Signature.objects.bulk_update(restored, (*WRITTEN, "sealed"), batch_size=500)
        told = words.replace("\x00", "").strip()
        note_acts(restored, verb="signature.restore", reason=told, by=by, is_ordered=is_ordered, now=now)
    return [row.pk for row in restored]


def _unsealed(ids: set[int]) -> set[int]:
    """Those of these petitions that are not sealed and will not be until this transaction ends."""
    living = Petition.objects.select_for_update().filter(pk__in=ids, sealed_at=None).order_by("pk")
    return set(living.values_list("pk", flat=True))


def _contents(row: Signature) -> Contents | None:
    try:
        return contents_of(row)
    except KeysDestroyed:
        return None


def _renew(row: Signature, contents: Contents, text_hash: bytes) -> NewEvent:
    """The row is sealed with a new secret; its event has the commitment that follows from it."""
    fresh = replace(contents, secret=os.urandom(SECRET_BYTES))
    pid, signed = row.petition.pid, sign_event(row)
    assert signed is not None
    row.sealed = seal_contents(fresh, key=petition_keys(pid).seal, pid=pid, row=row.pk)
    opening = Opening(
        secret=fresh.secret,
        pid=pid,
        text_hash=text_hash,
        email=fresh.email,
        fingerprint=bytes(row.fingerprint),
        country=row.country,
        day=row.day,
    )
    waits = patience(is_sensitive=row.petition.is_sensitive)
    return NewEvent(pid, "restore", encoded(commitment(opening)), signed.pk, waits)
