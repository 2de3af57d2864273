"""Keep a cosignature: a witness has signed one of this log's checkpoints."""

from datetime import UTC, datetime

from django.db import transaction

from undersigned.ledger.actions.note_witness import note_witness
from undersigned.ledger.models import Cosignature, Round
from undersigned.ledger.rules import AskedWitness
from undersigned.tlog.cosignatures import signature_time
from undersigned.tlog.notes import NoteRefused, parse_note


@transaction.atomic
def keep_cosignature(*, witness: AskedWitness, size: int, lines: bytes, now: datetime) -> None:
    """The witness's line under the checkpoint of this size is kept, and that it knows this size. Idempotent.

    Raises NoteRefused where no line is a valid cosignature of this witness; lines by other keys are ignored.
    """
    verifier = witness.verifier
    own = Round.objects.get(size=size).note.encode()
    note = parse_note(own + lines)
    if note.text != parse_note(own).text:
        # An empty line among the witness's would make the log's own signature a part of what is signed.
        raise NoteRefused("its answer is more than lines of signatures")
    for line in note.signatures:
        if (line.name, line.key_id) != (verifier.name, verifier.key_id):
            continue
        if not verifier.verify(note.text.encode(), line.signature):
            raise NoteRefused(f"the cosignature by {line.name} is not that of this checkpoint")
        row = Cosignature(
            round_id=size,
            vkey=verifier.vkey,
            line=str(line),
            cosigned_at=_moment(signature_time(line.signature)),
        )
        # The first stays: a checkpoint that was served with it is served so for ever.
        Cosignature.objects.bulk_create([row], ignore_conflicts=True)
        note_witness(vkey=verifier.vkey, known_size=size, now=now)
        return
    raise NoteRefused(f"none of its lines is by {verifier.name}")


def _moment(time: int) -> datetime:
    try:
        return datetime.fromtimestamp(time, UTC)
    except (OverflowError, ValueError, OSError) as fault:
        raise NoteRefused("the cosignature's time is none that a calendar knows") from fault
