"""Issue a round: waiting events get their place in the log, and the tree that holds them is signed."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from undersigned.ledger.actions.write_places import write_places
from undersigned.ledger.lease import locked_state, make_durable
from undersigned.ledger.models import Event, LogState, Round, Tail
from undersigned.ledger.queries import lines_of, logged_targets, round_limit
from undersigned.ledger.rules import LeaseLost, LogRefused, PendingEvent, RoundPlan, plan_round
from undersigned.ledger.site import log_signer
from undersigned.ledger.waiting import round_events
from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.tree import RightEdge, edge_from_bytes

# Nobody may learn from the log in which order people confirmed, so chance comes from the system.
CHANCE = random.SystemRandom()


def issue_round(*, now: datetime, limit: int | None = None, epoch: int | None = None) -> Round | None:
    """At most `limit` waiting events have index, n, c and entry, and a signed checkpoint stands; None where none could.

    The commit is the point of no return: it is durable when this returns, and what it signed is never signed
    otherwise. Cost: the new events and the logarithm of the log. Raises LeaseLost where the epoch is over.
    """
    with transaction.atomic():
        make_durable()
        state = locked_state(epoch=epoch, now=now)
        plan = _plan(state, round_events(limit or round_limit(), now))
        for event_id, reason in plan.set_aside.items():
            Event.objects.filter(id=event_id).update(set_aside=reason[:200])
        if not plan.issued:
            return None
        edge = _edge(state).grow(leaf_hash(event.entry) for event in plan.issued)
        if write_places(plan.issued) != len(plan.issued):
            raise LogRefused("An event of this round has its place in the log already. Nothing was written.")
        _write_tails(plan)
        return _advance(state, edge, now)


def _plan(state: LogState, events: Sequence[PendingEvent]) -> RoundPlan:
    return plan_round(
        events,
        size=state.size,
        lines=lines_of({event.pid for event in events}),
        targets=logged_targets(event.target_id for event in events if event.target_id is not None),
        chance=CHANCE,
    )


def _edge(state: LogState) -> RightEdge:
    """The right edge to go on from; LogRefused where the row contradicts itself."""
    edge = edge_from_bytes(state.size, bytes(state.right_edge))
    if edge.root != bytes(state.root):
        raise LogRefused("The log's state row contradicts itself: its right edge leads to another root.")
    return edge


def _write_tails(plan: RoundPlan) -> None:
    tails: Iterable[Tail] = (
        Tail(
            pid=pid,
            n=line.n,
            c=line.c,
            version=line.version,
            is_closed=line.is_closed,
            is_sealed=line.is_sealed,
            last_index=plan.last_index[pid],
        )
        for pid, line in plan.lines.items()
    )
    Tail.objects.bulk_create(
        tails,
        update_conflicts=True,
        unique_fields=["pid"],
        update_fields=["n", "c", "version", "is_closed", "is_sealed", "last_index"],
        batch_size=2000,
    )


def _advance(state: LogState, edge: RightEdge, now: datetime) -> Round:
    """The signed round stands and the state row has moved from exactly the tree that was read to this one."""
    note = sign_checkpoint(Checkpoint(state.origin, edge.size, edge.root), log_signer(state.origin))
    moved = LogState.objects.filter(epoch=state.epoch, size=state.size, root=state.root).update(
        size=edge.size, root=edge.root, right_edge=edge.to_bytes()
    )
    if moved != 1:
        raise LeaseLost("the log has grown under another publisher")
    return Round.objects.create(
        size=edge.size, previous_size=state.size, root=edge.root, note=note, epoch=state.epoch, issued_at=now
    )
