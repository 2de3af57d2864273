"""What a signer is handed: the promise at once, the receipt when the entry is published. Read only; nothing is stored.

Both are made anew from the row's secret and the published files, so an erased signature leaves none of them behind.
"""

import base64
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from undersigned.ledger.promising import log_origin, promise_signer, promise_within
from undersigned.ledger.site import log_folder
from undersigned.petitions.models import TextVersion
from undersigned.signatures.fields import ticket_key
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import is_about, readable_contents
from undersigned.signatures.rules.commitments import Opening, commitment, hashes, opened
from undersigned.signatures.rules.outcomes import Confirmed, Handed
from undersigned.signatures.rules.own import Proofs
from undersigned.signatures.rules.persons import person_tag
from undersigned.signatures.rules.states import STANDING
from undersigned.signatures.rules.tokens import TokenParts, make_token, read_token
from undersigned.tlog.checkpoints import parse_checkpoint
from undersigned.tlog.notes import parse_note
from undersigned.tlog.promises import Promise, sign_promise
from undersigned.tlog.proofs import inclusion_proof
from undersigned.tlog.readers import node_from_tiles, with_full_tiles
from undersigned.tlog.receipts import Opened, make_receipt


def proofs_of(signature_id: UUID) -> Proofs | None:
    """Promise and receipt of a standing signature; None where none stands (any more)."""
    row = (
        Signature.objects.select_related("petition", "event")
        .defer("petition__rules_text", "petition__note")
        .filter(pk=signature_id, state__in=STANDING)
        .first()
    )
    opening = _opening(row) if row is not None else None
    if row is None or opening is None:
        return None
    return Proofs(
        promise=_promise(row, opening),
        receipt=_receipt(row, opening),
        name=row.petition.slug,
        published_within=_patience(row),
    )


def hand_out(confirmed: Sequence[Confirmed | None]) -> list[Handed | None]:
    """Promise and ticket of each that was confirmed just now, as `proofs_of` and `ticket_of` give them; one query.

    None for all others.
    """
    if not any(one is not None and one.grounds is not None for one in confirmed):
        return [None] * len(confirmed)
    origin, key = log_origin(), ticket_key()
    signer = promise_signer(origin)
    handed: list[Handed | None] = []
    for one in confirmed:
        if one is None or one.grounds is None:
            handed.append(None)
            continue
        at = one.grounds
        within = int(promise_within(at.patience).total_seconds())
        promise = Promise(origin, at.pid, at.commitment, int(at.confirmed_at.timestamp()), within)
        parts = TokenParts(row=one.signature_id, number=at.letter_number, tag=person_tag(at.person_key))
        handed.append(Handed(sign_promise(promise, signer), make_token(key, parts)))
    return handed


def ticket_of(signature_id: UUID) -> str:
    """What whoever has just confirmed keeps in hand, to ask for promise and receipt; it dies with the signature.

    "" where the signature is gone already.
    """
    row = Signature.objects.only("person_key", "letter_number").filter(pk=signature_id).first()
    if row is None:
        return ""
    parts = TokenParts(row=row.pk, number=row.letter_number, tag=person_tag(bytes(row.person_key)))
    return make_token(ticket_key(), parts)


def signature_of(ticket: str) -> UUID | None:
    """The signature of a ticket, as long as the same person's stands there; None for anything else."""
    parts = read_token(ticket_key(), ticket)
    row = Signature.objects.filter(pk=parts.row, state__in=STANDING).first() if parts else None
    return row.pk if parts is not None and row is not None and is_about(parts, row) else None


def _opening(row: Signature) -> Opening | None:
    contents = readable_contents(row)
    version = TextVersion.objects.filter(petition=row.petition_id, v=row.version).only("text_hash").first()
    if contents is None or version is None or not version.text_hash:
        return None
    return Opening(
        secret=contents.secret,
        pid=row.petition.pid,
        text_hash=base64.b64decode(version.text_hash),
        email=contents.email,
        fingerprint=bytes(row.fingerprint),
        country=row.country,
        day=row.day,
    )


def _promise(row: Signature, opening: Opening) -> str:
    """The same bytes each time: they follow from the row, its event and the site's key."""
    assert row.event is not None
    origin = log_origin()
    promise = Promise(
        origin=origin,
        pid=opening.pid,
        commitment=commitment(opening),
        # The time of confirming; for one that was put back, of that: its commitment is no older.
        promised_at=int(row.event.created_at.timestamp()),
        within_seconds=int(promise_within(_patience(row)).total_seconds()),
    )
    return sign_promise(promise, promise_signer(origin))


def _patience(row: Signature) -> timedelta:
    """How long its event was told to wait for others at most."""
    if row.event is None or row.event.wait_until is None:
        return timedelta()
    return row.event.wait_until - row.event.created_at


def _receipt(row: Signature, opening: Opening) -> str:
    """The receipt under the checkpoint that this node serves; "" where that one does not hold the entry yet."""
    if row.event is None or row.event.index is None:
        return ""
    note = log_folder().read_checkpoint()
    if note is None:
        return ""
    size = parse_checkpoint(parse_note(note).text).size
    if row.event.index >= size:
        return ""
    source = with_full_tiles(log_folder().read_tile)
    path = inclusion_proof(row.event.index, size, lambda level, index: node_from_tiles(source, size, level, index))
    inner = hashes(opening)
    parts = Opened(
        entry=row.event.entry.encode("ascii"),
        text=opening.text_hash,
        token=opened(opening.secret, "token"),
        id=inner.id,
        nul=inner.nul,
        att=inner.att,
    )
    return make_receipt(parts, row.event.index, path, note.decode())
