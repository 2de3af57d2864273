"""The guard at the start: a publisher whose database is behind what was published must not sign."""

from undersigned.ledger.lease import make_durable
from undersigned.ledger.models import Event, LogState, Round
from undersigned.ledger.rules import LogRefused
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.notes import NoteRefused, parse_vkey


def check_start(state: LogState) -> None:
    """Returns where the log may go on from this database; else LogRefused, in words. Call inside a transaction.

    Known hole: without witnesses (`ledger.witnesses` asks them) only this node's own files can tell that the database
    is an older one. Where both were restored together, nothing here can know.
    """
    make_durable()
    check_rounds(state)
    published = _published(state)
    if published is None:
        return
    if published.size > state.size:
        raise LogRefused(
            f"The database holds {state.size} entries of the log, but the published checkpoint says {published.size}: "
            "it is an older copy (a restored backup, a replica that was behind). Signing now would contradict what "
            "the world has seen. Restore the newest database; if there is none, read docs/running/log.md. Nothing was "
            "written."
        )
    row = Round.objects.filter(size=published.size).first()
    if row is None or bytes(row.root) != published.root:
        raise LogRefused(
            f"The published checkpoint of size {published.size} is none that this database signed: another history "
            "of the log. Nothing was written."
        )


def check_rounds(state: LogState) -> None:
    """Returns where state row, last round and events say the same; else LogRefused."""
    last = Round.objects.order_by("-size").first()
    logged = Event.objects.filter(index__isnull=False).order_by("-index").values_list("index", flat=True).first()
    size = 0 if logged is None else logged + 1
    if last is None or (last.size, bytes(last.root)) != (state.size, bytes(state.root)) or size != state.size:
        raise LogRefused(
            f"The database contradicts itself: the state row says {state.size} entries, the last round "
            f"{last.size if last else 'none'}, the events {size}, or the roots differ. Nothing was written."
        )


def _published(state: LogState) -> Checkpoint | None:
    note = log_folder().read_checkpoint()
    if note is None:
        return None
    try:
        return open_checkpoint(note, state.origin, [parse_vkey(state.vkey)])
    except NoteRefused as fault:
        raise LogRefused(
            f"The checkpoint in {log_folder().path} is not one of this log ({fault}). If the folder belongs to "
            "another site, set UNDERSIGNED_DATA; otherwise find out who changed it. Nothing was written."
        ) from fault
