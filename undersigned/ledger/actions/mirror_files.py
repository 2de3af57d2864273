"""Mirror the files: a node that does not publish serves what was published."""

from collections.abc import Callable

from django.db import transaction

from undersigned.ledger.actions.write_files import write_files
from undersigned.ledger.models import LogState
from undersigned.ledger.queries import served_note
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import parse_checkpoint
from undersigned.tlog.notes import NoteRefused, parse_note, say_the_same


def mirror_files(*, after_round: Callable[[], object] = lambda: None) -> int | None:
    """This node's `/log` is that of the published size; that size, or None where it is already. Idempotent.

    The checkpoint carries the cosignatures that have come since, as on the node that publishes.
    """
    state = LogState.objects.first()
    if state is None or state.published_at is None:
        return None
    if _mirrored_size() >= state.published_size:
        _follow_cosignatures(state.published_size)
        return None
    write_files(size=state.published_size, after_round=after_round)
    with transaction.atomic():
        # Under the state row's lock, as every publication: the checkpoint of a folder never goes back.
        LogState.objects.select_for_update().get()
        if _mirrored_size() < state.published_size:
            log_folder().replace_checkpoint(served_note(state.published_size))
    return state.published_size


def _follow_cosignatures(size: int) -> None:
    note = served_note(size)
    if log_folder().read_checkpoint() == note.encode():
        return
    with transaction.atomic():
        LogState.objects.select_for_update().get()
        standing = log_folder().read_checkpoint()
        if standing is not None and say_the_same(standing, note.encode()):
            log_folder().replace_checkpoint(note)


def _mirrored_size() -> int:
    note = log_folder().read_checkpoint()
    if note is None:
        return -1
    try:
        return parse_checkpoint(parse_note(note).text).size
    except NoteRefused:
        return -1
