"""Refresh the checkpoint: the published one carries every cosignature that has come since."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.lease import locked_state
from undersigned.ledger.queries import served_note
from undersigned.ledger.site import log_folder
from undersigned.tlog.notes import say_the_same


def refresh_checkpoint(*, now: datetime, epoch: int | None = None) -> bool:
    """The served note is the published one with all its cosignatures; True where it had to be replaced.

    Never changes the text that the log signed: where another stands there, nothing is written. Raises LeaseLost.
    """
    with transaction.atomic():
        state = locked_state(epoch=epoch, now=now)
        standing = log_folder().read_checkpoint()
        if state.published_at is None or standing is None:
            return False
        note = served_note(state.published_size)
        if standing == note.encode() or not say_the_same(standing, note.encode()):
            return False
        log_folder().replace_checkpoint(note)
        return True
