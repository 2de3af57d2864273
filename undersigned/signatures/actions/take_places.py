"""Each wish has its place, by one statement that makes and renews rows alike."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError

from undersigned.signatures.queries import taken_places
from undersigned.signatures.rules.contents import SECRET_BYTES, Contents, seal_all_contents
from undersigned.signatures.rules.identifiers import uuid7
from undersigned.signatures.rules.places import Place, Taken, choose_place
from undersigned.signatures.rules.requests import SigningRequest
from undersigned.signatures.rules.states import AFFIRMED, Kind, State
from undersigned.signatures.rules.verdicts import HELD_AT_MOST, Verdict
from undersigned.signatures.rules.wishes import Wish
from undersigned.signatures.statements import Row, upsert

Person = tuple[int, bytes, bytes]
Slot = tuple[int, bytes, int]
Proposal = tuple[Wish, Place, UUID]
ENTROPY_BYTES = 10
MOST_PASSES = 5
ROWS_PER_STATEMENT = 500
STATES = (State.PENDING.value, State.HELD.value, State.REFUSED.value)
"""By verdict, of which each is a number."""
NOTHING_TYPED: Mapping[str, Any] = {
    "sealed": b"",
    "country": "",
    "shown_name": "",
    "show_name": False,
    "updates": False,
    "origin": b"",
}
"""What is kept of somebody whom screening refused; the sealing was done all the same, since time would tell."""


class PlacesContended(OperationalError):
    """Others kept taking the places that were read as free; nothing was written. Trying again is safe.

    A busy database by another name, so that it is answered like one.
    """


@dataclass(slots=True)
class Plan:
    """Which row each wish of one pass asks for; what collides within the batch waits for the next pass."""

    taken: dict[tuple[int, bytes], list[Taken]]
    proposals: dict[Slot, Proposal] = field(default_factory=dict)
    standing: set[UUID] = field(default_factory=set)
    """Proposed rows that stood confirmed when they were read."""
    sharing: dict[Slot, list[Wish]] = field(default_factory=dict)
    """Wishes that only want the owner of a place to be told: one letter serves them all."""


def take_places(wishes: Sequence[Wish], *, now: datetime) -> dict[Person, UUID]:
    """The row of each wish's person afterwards, or the row whose reader is told that no place was left.

    Must run in a transaction. One SELECT and one INSERT; more only where somebody else took a place in between. A
    row of another person is never changed but for its letter, and a standing signature never but for its letter.
    """
    settled: dict[Person, UUID] = {}
    waiting = list(wishes)
    for _ in range(MOST_PASSES):
        plan = _plan(waiting, now)
        settled |= _settle(plan, _write(plan, now))
        waiting = [wish for wish in waiting if wish.person not in settled]
        if not waiting:
            return settled
    raise PlacesContended(f"{len(waiting)} signings")


def _plan(wishes: Iterable[Wish], now: datetime) -> Plan:
    wishes = list(wishes)
    # Drawn at once: each drawing lets go of the interpreter, for which the door's own thread waits.
    entropy = os.urandom(ENTROPY_BYTES * len(wishes))
    plan = Plan(taken=taken_places({wish.address for wish in wishes}))
    for number, wish in enumerate(wishes):
        address = wish.address
        rows = plan.taken.setdefault(address, [])
        place = choose_place(rows, wish.person_key, wish.places)
        slot = (*address, place.slot)
        if slot in plan.proposals:
            if place.kind is Kind.FULL and plan.proposals[slot][1].kind is Kind.FULL:
                plan.sharing[slot].append(wish)
            continue
        row = place.id or uuid7(now, entropy[number * ENTROPY_BYTES : (number + 1) * ENTROPY_BYTES])
        plan.proposals[slot] = (wish, place, row)
        plan.sharing[slot] = [wish]
        plan.standing.update(other.id for other in rows if other.id == place.id and other.state in AFFIRMED)
        if place.kind is not Kind.FULL:
            mine = Taken(row, place.slot, wish.person_key, STATES[wish.verdict])
            rows[:] = [*(other for other in rows if other.slot != place.slot), mine]
    return plan


def _settle(plan: Plan, written: dict[UUID, bytes]) -> dict[Person, UUID]:
    """Persons whose row was written as planned. A FULL row that turned out to be new is planned again, as their own."""
    settled: dict[Person, UUID] = {}
    for slot, (wish, place, row) in plan.proposals.items():
        holder = written.get(row)
        # Who is refused takes no place: any row that was touched will do.
        missed = wish.verdict is not Verdict.REFUSE and (place.kind is Kind.FULL) == (holder == wish.person_key)
        if holder is None or missed:
            continue
        for sharer in plan.sharing[slot]:
            settled[sharer.person] = row
    return settled


def _write(plan: Plan, now: datetime) -> dict[UUID, bytes]:
    """Person key by id of the rows that were made or renewed, without rows that others changed in between."""
    # In one order everywhere: two batches that meet at the same rows wait for each other and never in a circle.
    proposals = [plan.proposals[slot] for slot in sorted(plan.proposals)]
    rows = [_row(*proposal, sealed, plan, now) for proposal, sealed in zip(proposals, _sealed(proposals), strict=True)]
    parts = (rows[start : start + ROWS_PER_STATEMENT] for start in range(0, len(rows), ROWS_PER_STATEMENT))
    return {row: holder for part in parts for row, holder in upsert(part)}


def _sealed(proposals: Sequence[Proposal]) -> list[bytes]:
    """What each wrote, sealed for the proposed row; all of a petition under its key at once."""
    secrets = os.urandom(SECRET_BYTES * len(proposals))
    groups: dict[tuple[str, bytes], list[tuple[int, tuple[Contents, UUID]]]] = {}
    for number, (wish, _, row) in enumerate(proposals):
        request, secret = wish.request, secrets[number * SECRET_BYTES : (number + 1) * SECRET_BYTES]
        contents = Contents(request.name, request.email, request.place, secret)
        groups.setdefault((wish.pid, wish.sealing_key), []).append((number, (contents, row)))
    sealed: dict[int, bytes] = {}
    for (pid, key), group in groups.items():
        boxes = seal_all_contents([each for _, each in group], key=key, pid=pid)
        sealed.update(zip([number for number, _ in group], boxes, strict=True))
    return [sealed[number] for number in range(len(proposals))]


def _row(wish: Wish, place: Place, row: UUID, sealed: bytes, plan: Plan, now: datetime) -> Row:
    request = wish.request
    made = Row(
        id=row,
        petition_id=wish.petition_id,
        fingerprint=wish.fingerprint,
        slot=place.slot,
        state=STATES[wish.verdict],
        letter_kind=place.kind.value,
        letter_due=_letter_due(wish, tells=place.kind is Kind.FULL or row in plan.standing, now=now),
        person_key=wish.person_key,
        sealed=sealed,
        reason=wish.reason,
        origin=wish.origin,
        consent=wish.consent,
        created_at=now,
        **_typed(request, now),
    )
    return made._replace(**NOTHING_TYPED) if wish.verdict is Verdict.REFUSE else made


def _typed(request: SigningRequest, now: datetime) -> dict[str, Any]:
    return {
        "country": request.country,
        "day": now.date(),
        "language": request.language,
        "version": request.version,
        "text_language": request.text_language,
        "updates": request.updates,
        "show_name": request.show_name,
        "shown_name": request.name if request.show_name else "",
    }


def _letter_due(wish: Wish, *, tells: bool, now: datetime) -> datetime | None:
    """`tells`: the row belongs to somebody who stands already or to somebody else; its letter waits by itself."""
    if wish.verdict is Verdict.PASS:
        return now
    return now + HELD_AT_MOST if wish.verdict is Verdict.HOLD and tells else None
