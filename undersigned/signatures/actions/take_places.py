"""Each wish has its place, by one statement that makes and renews rows alike."""

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from undersigned.signatures.models import Signature
from undersigned.signatures.queries import taken_places
from undersigned.signatures.rules.contents import SECRET_BYTES, Contents, seal_contents
from undersigned.signatures.rules.identifiers import uuid7
from undersigned.signatures.rules.places import Place, Taken, choose_place
from undersigned.signatures.rules.states import STANDING, VACANT, Kind, State
from undersigned.signatures.rules.wishes import Wish

Person = tuple[int, bytes, bytes]
Slot = tuple[int, bytes, int]
MOST_PASSES = 5


class PlacesContended(Exception):
    """Others kept taking the places that were read as free; nothing was written. Trying again is safe."""


@dataclass(slots=True)
class Plan:
    """Which row each wish of one pass asks for; what collides within the batch waits for the next pass."""

    taken: dict[tuple[int, bytes], list[Taken]]
    proposals: dict[Slot, tuple[Wish, Place, UUID]] = field(default_factory=dict)
    sharing: dict[Slot, list[Wish]] = field(default_factory=dict)
    """Wishes that only want the owner of a place to be told: one letter serves them all."""


def take_places(wishes: Sequence[Wish], *, places: int, now: datetime) -> dict[Person, UUID]:
    """The row of each wish's person afterwards, or the row whose reader is told that no place was left.

    Must run in a transaction. One SELECT and one INSERT; more only where somebody else took a place in between. A
    row of another person is never changed but for its letter, and a standing signature never but for its letter.
    """
    settled: dict[Person, UUID] = {}
    waiting = list(wishes)
    for _ in range(MOST_PASSES):
        plan = _plan(waiting, places, now)
        settled |= _settle(plan, _write(plan, now))
        waiting = [wish for wish in waiting if wish.person not in settled]
        if not waiting:
            return settled
    raise PlacesContended(f"{len(waiting)} signings")


def _plan(wishes: Iterable[Wish], places: int, now: datetime) -> Plan:
    wishes = list(wishes)
    plan = Plan(taken=taken_places({wish.address for wish in wishes}))
    for wish in wishes:
        rows = plan.taken.setdefault(wish.address, [])
        place = choose_place(rows, wish.person_key, places)
        slot = (*wish.address, place.slot)
        if slot in plan.proposals:
            if place.kind is Kind.FULL and plan.proposals[slot][1].kind is Kind.FULL:
                plan.sharing[slot].append(wish)
            continue
        row = place.id or uuid7(now, os.urandom(10))
        plan.proposals[slot] = (wish, place, row)
        plan.sharing[slot] = [wish]
        if place.kind is not Kind.FULL:
            mine = Taken(row, place.slot, wish.person_key, State.PENDING)
            rows[:] = [*(other for other in rows if other.slot != place.slot), mine]
    return plan


def _settle(plan: Plan, written: dict[UUID, bytes]) -> dict[Person, UUID]:
    """Persons whose row was written as planned. A FULL row that turned out to be new is planned again, as their own."""
    settled = {}
    for slot, (wish, place, row) in plan.proposals.items():
        holder = written.get(row)
        if holder is None or (place.kind is Kind.FULL) == (holder == wish.person_key):
            continue
        settled |= {sharer.person: row for sharer in plan.sharing[slot]}
    return settled


def _write(plan: Plan, now: datetime) -> dict[UUID, bytes]:
    """Person key by id of the rows that were made or renewed; a row that others changed in between is not among them."""
    if not plan.proposals:
        return {}
    fields = Signature._meta.concrete_fields
    # In one order everywhere: two batches that meet at the same rows wait for each other and never in a circle.
    rows = [_row(*proposal, now) for _, proposal in sorted(plan.proposals.items(), key=lambda item: item[0])]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    line = f"({', '.join(['%s'] * len(fields))})"
    written: dict[UUID, bytes] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_PER_STATEMENT):
            part = rows[start : start + ROWS_PER_STATEMENT]
            first = start * len(fields)
            cursor.execute(UPSERT.format(lines=", ".join([line] * len(part))), values[first : first + len(part) * len(fields)])
            written |= {_uuid(row): bytes(holder) for row, holder in cursor.fetchall()}
    return written


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _row(wish: Wish, place: Place, row: UUID, now: datetime) -> Signature:
    request = wish.request
    contents = Contents(request.name, request.email, request.place, os.urandom(SECRET_BYTES))
    return Signature(
        id=row,
        petition_id=wish.petition_id,
        state=State.PENDING,
        slot=place.slot,
        fingerprint=wish.fingerprint,
        person_key=wish.person_key,
        sealed=seal_contents(contents, key=wish.sealing_key, pid=wish.pid, row=row),
        country=request.country,
        day=now.date(),
        language=request.language,
        version=request.version,
        text_language=request.text_language,
        updates=request.updates,
        show_name=request.show_name,
        shown_name=request.name if request.show_name else "",
        consent=wish.consent,
        created_at=now,
        letter_due=now,
        letter_kind=place.kind,
        letter_number=1,
    )


def _quoted(states: Collection[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _upsert() -> str:
    """The statement. `{lines}` is left open for the rows' placeholders.

    A conflict renews the row only where it is the very row that was read (its id is the proposal's, so that what was
    sealed for this id opens) and still holds this person or nobody; FULL touches the letter of whoever holds it. The
    states are read again here and not trusted from before: somebody may have confirmed in between.
    """
    meta = Signature._meta
    names = {field.attname: _connection_free(field.column) for field in meta.concrete_fields}
    old, new = f'"{meta.db_table}"', "EXCLUDED"
    renewable = _quoted((State.PENDING, State.HELD, *VACANT))
    renews = f"{new}.letter_kind <> '{Kind.FULL}' AND {old}.state IN ({renewable})"
    tells = f"{old}.state NOT IN ('{State.HELD}', '{State.REMOVED}')"
    kind = (
        f"CASE WHEN {new}.letter_kind <> '{Kind.FULL}' AND {old}.state IN ({_quoted(STANDING)}) "
        f"THEN '{Kind.ALREADY}' ELSE {new}.letter_kind END"
    )
    changes = {name: f"CASE WHEN {renews} THEN {new}.{names[name]} ELSE {old}.{names[name]} END" for name in RENEWED}
    changes["state"] = f"CASE WHEN {old}.state IN ({_quoted(VACANT)}) AND {renews} THEN {new}.state ELSE {old}.state END"
    changes |= {
        "letter_due": f"CASE WHEN {tells} THEN {new}.letter_due ELSE {old}.letter_due END",
        "letter_kind": f"CASE WHEN {tells} THEN {kind} ELSE {old}.letter_kind END",
        "letter_number": f"{old}.letter_number + CASE WHEN {tells} THEN 1 ELSE 0 END",
        "letter_tries": "0",
        "letter_unsettled": "0",
    }
    return (
        f"INSERT INTO {old} ({', '.join(names.values())}) VALUES {{lines}} "
        f"ON CONFLICT (petition_id, fingerprint, slot) DO UPDATE SET "
        + ", ".join(f"{names[name]} = {value}" for name, value in changes.items())
        + f" WHERE {old}.id = {new}.id AND ({old}.person_key = {new}.person_key"
        f" OR {new}.letter_kind <> '{Kind.FULL}' AND {old}.state IN ({_quoted(VACANT)})"
        f" OR {new}.letter_kind = '{Kind.FULL}' AND {old}.state NOT IN ({_quoted(VACANT)}))"
        f" RETURNING {old}.id, {old}.person_key"
    )


def _connection_free(column: str) -> str:
    """A column's name, quoted as both databases read it."""
    return f'"{column}"'


RENEWED = (
    "person_key", "sealed", "country", "day", "language", "version", "text_language", "updates", "show_name",
    "shown_name", "consent", "created_at", "confirmed_at", "event_id",
)  # fmt: skip
ROWS_PER_STATEMENT = 500
UPSERT = _upsert()
