"""Recover the log: an older database follows the history that was published, and says what it could not get back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from undersigned.ledger.actions.append import append
from undersigned.ledger.actions.keep_cosignature import keep_cosignature
from undersigned.ledger.guard import check_rounds
from undersigned.ledger.lease import locked_state, make_durable
from undersigned.ledger.models import Event, LogState, Round, Tail
from undersigned.ledger.queries import lines_of
from undersigned.ledger.recovery import Loss, LostEntry, read_loss
from undersigned.ledger.rules import LeaseLost, LogRefused, Recovered
from undersigned.ledger.site import asked_witnesses
from undersigned.tlog.laws import LEAVES, Standing
from undersigned.tlog.notes import NoteRefused
from undersigned.tlog.readers import TileSource
from undersigned.tlog.receipts import SIGNING

_OPPOSITES = {"close": "reopen", "reopen": "close"}


def recover_log(*, source: TileSource, note: bytes, now: datetime, is_rehearsal: bool = False) -> Recovered | None:
    """The database holds every entry of the published log, and the publisher may go on; None where it did already.

    Nothing is signed: the checkpoint is the one that was. An entry whose event still waits in the database gets that
    event; for every other one an event is made from the entry. A signature that stands in the log and whose event
    was made so belongs to nobody in this database: an `invalidate ... lost` waits for the next round. A closing or
    reopening that the database does not know is answered by its opposite, so that log and page agree. One transaction;
    a rehearsal writes nothing. Raises LogRefused, and LeaseLost where a publisher is at work.
    """
    seen = LogState.objects.first()
    if seen is None:
        raise LogRefused("There is no log yet: the publisher has never been started.")
    loss = read_loss(seen, source, note)
    if loss is None:
        return None
    with transaction.atomic():
        make_durable()
        state = locked_state(epoch=None, now=now)
        check_rounds(state)
        if (state.size, bytes(state.root)) != (seen.size, bytes(seen.root)):
            raise LeaseLost("the log has grown meanwhile")
        before = lines_of({lost.entry.pid for lost in loss.entries})
        places = _Places(now)
        for lost in loss.entries:
            places.take(lost)
        _write_tails(loss)
        _advance(state, loss, now)
        invalidated = _mark_lost(places, now)
        answered = _answer_closings(places, loss, {pid for pid, line in before.items() if not line.is_sealed}, now)
        transaction.set_rollback(is_rehearsal)
    return Recovered(
        state.size, loss.checkpoint.size, places.attributed, invalidated, answered, _told(places, answered)
    )


class _Places:
    """The events that the lost entries get, in the log's order."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.attributed = 0
        self.made: list[tuple[LostEntry, Event]] = []
        self.standing: dict[int, Standing] = {}
        self.ids: dict[int, int] = {}
        # By the index of a signature the last entry that made it stand, where the database did not know that one.
        self.secrets: dict[int, Event] = {}
        self.waiting: dict[tuple[str, str, str, int | None], list[int]] = defaultdict(list)
        rows = Event.objects.filter(index__isnull=True, set_aside="").order_by("-id")
        for row in rows.values_list("id", "pid", "type", "fields", "target_id").iterator():
            self.waiting[row[1:]].append(row[0])

    def take(self, lost: LostEntry) -> None:
        """The entry has its event afterwards: one that waited, or a new one."""
        entry, target_id = lost.entry, self._target(lost)
        place = {"index": lost.index, "n": entry.n, "c": entry.c, "entry": lost.data.decode()}
        waiting = self.waiting.get((entry.pid, entry.type, lost.fields, target_id))
        if waiting:
            event_id = waiting.pop()
            Event.objects.filter(id=event_id).update(**place)
            self.attributed += 1
        else:
            event = Event.objects.create(
                pid=entry.pid, type=entry.type, fields=lost.fields, target_id=target_id, created_at=self.now, **place
            )
            event_id = event.id
            self.made.append((lost, event))
            if entry.type in SIGNING:
                self.secrets[lost.index if entry.target is None else entry.target] = event
        self.ids[lost.index] = event_id
        if entry.type == "sign":
            self.standing[lost.index] = Standing.STANDS
        if entry.target is not None:
            self.standing[entry.target] = LEAVES[entry.type]

    def _target(self, lost: LostEntry) -> int | None:
        index = lost.entry.target
        if index is None:
            return None
        return self.ids.get(index) or Event.objects.values_list("id", flat=True).get(index=index)


def _write_tails(loss: Loss) -> None:
    last = {lost.entry.pid: lost.index for lost in loss.entries}
    Tail.objects.bulk_create(
        [
            Tail(
                pid=pid,
                n=(line := loss.lines[pid]).n,
                c=line.c,
                version=line.version,
                is_closed=line.is_closed,
                is_sealed=line.is_sealed,
                last_index=index,
            )
            for pid, index in last.items()
        ],
        update_conflicts=True,
        unique_fields=["pid"],
        update_fields=["n", "c", "version", "is_closed", "is_sealed", "last_index"],
        batch_size=2000,
    )


def _advance(state: LogState, loss: Loss, now: datetime) -> None:
    """The state row and a round stand where the published checkpoint does, with the bytes that were signed then."""
    size, root = loss.checkpoint.size, loss.checkpoint.root
    Round.objects.create(
        size=size, previous_size=state.size, root=root, note=loss.note, epoch=state.epoch, issued_at=now
    )
    LogState.objects.update(size=size, root=root, right_edge=loss.edge.to_bytes())
    for witness in asked_witnesses():
        try:
            keep_cosignature(witness=witness, size=size, lines=loss.cosignatures, now=now)
        except NoteRefused:
            # It has not cosigned this one; the publisher asks it again.
            continue


def _mark_lost(places: _Places, now: datetime) -> int:
    """Signatures of nobody wait to be invalidated; how many.

    One that was put back after the copy was made is of nobody, too, since its secret is nowhere.
    """
    lost = {index: event.target or event for index, event in places.secrets.items()}
    standing = [event for index, event in lost.items() if places.standing[index] is Standing.STANDS]
    for event in standing:
        append(pid=event.pid, type="invalidate", fields="lost", target=event, now=now)
    return len(standing)


def _answer_closings(places: _Places, loss: Loss, known: set[str], now: datetime) -> list[str]:
    """The petitions whose last closing or reopening the database did not know, and which are put back."""
    last = {lost.entry.pid: lost.entry.type for lost, _ in places.made if lost.entry.type in _OPPOSITES}
    answered = [pid for pid in last if pid in known and not loss.lines[pid].is_sealed]
    for pid in answered:
        append(pid=pid, type=_OPPOSITES[last[pid]], now=now)
    return answered


def _told(places: _Places, answered: Iterable[str]) -> list[str]:
    """What a person has to look at, a sentence each."""
    lines = []
    for lost, _ in places.made:
        kind, pid = lost.entry.type, lost.entry.pid
        if kind == "open":
            lines.append(f"entry {lost.index}: the petition {pid} is not in this database; its number goes to 0")
        elif kind in _OPPOSITES:
            end = f"a {_OPPOSITES[kind]} answers it" if pid in answered else "nothing can answer it"
            lines.append(f"entry {lost.index}: {kind} of petition {pid}, which this database does not know; {end}")
        elif kind in ("amend", "sealed", "paper", "import", "tally", "restore"):
            lines.append(f"entry {lost.index}: {kind} of petition {pid} is in the log and not in this database")
    return lines
