"""Open the log: it has a name, a key and an empty tree, or is found to be the one it was."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.models import LogState, Round
from undersigned.ledger.rules import LogRefused
from undersigned.ledger.site import first_origin, log_signer, wished_origin
from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.hashing import EMPTY_ROOT


@transaction.atomic
def open_log(*, now: datetime) -> LogState:
    """The state row stands, with the empty tree's round where it is new. Idempotent; safe when two start at once.

    Raises LogRefused where the settings ask for another name, or the key is another, than the log was opened with.
    """
    origin = first_origin()
    state, is_new = LogState.objects.get_or_create(
        id=1, defaults={"origin": origin, "vkey": log_signer(origin).verifier.vkey, "root": EMPTY_ROOT}
    )
    if is_new:
        note = sign_checkpoint(Checkpoint(origin, 0, EMPTY_ROOT), log_signer(origin))
        Round.objects.create(size=0, previous_size=0, root=EMPTY_ROOT, note=note, epoch=0, issued_at=now)
    _check_settings(state)
    return state


def _check_settings(state: LogState) -> None:
    wished = wished_origin()
    if wished is not None and wished != state.origin:
        raise LogRefused(
            f"UNDERSIGNED_LOG_ORIGIN is {wished}, but this log was opened as {state.origin} and keeps that name. "
            "Set it back, or leave it out."
        )
    if log_signer(state.origin).verifier.vkey != state.vkey:
        raise LogRefused(
            f"The log's key (log.key in the secrets folder) is not the one that {state.origin} was opened with. "
            "Put the key back from the backup: a log is worth what its one key signed."
        )
