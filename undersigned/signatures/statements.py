"""The one statement of signing, as PostgreSQL and SQLite read it."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import AFFIRMED, VACANT, Kind, State


class Row(NamedTuple):
    """What a signing brings along, in the order of `BROUGHT`."""

    id: UUID
    petition_id: int
    fingerprint: bytes
    slot: int
    state: str
    letter_kind: str
    letter_due: datetime | None
    person_key: bytes
    sealed: bytes
    country: str
    day: date
    language: str
    version: int
    text_language: str
    updates: bool
    show_name: bool
    shown_name: str
    consent: str
    created_at: datetime
    reason: str
    origin: bytes


OLD, NEW = f'"{Signature._meta.db_table}"', "EXCLUDED"
RENEWED: Final = {
    "person_key": "bytes", "sealed": "bytes", "country": "text", "day": "date", "language": "text",
    "version": "integer", "text_language": "text", "updates": "boolean", "show_name": "boolean", "shown_name": "text",
    "consent": "text", "created_at": "timestamptz", "reason": "text", "origin": "bytes",
}  # fmt: skip
"""Columns that a renewed signing brings along, with their type; `bytes` travel as hexadecimal digits."""
BROUGHT: Final = {
    "id": "uuid", "petition_id": "bigint", "fingerprint": "bytes", "slot": "integer", "state": "text",
    "letter_kind": "text", "letter_due": "timestamptz", **RENEWED,
}  # fmt: skip
assert tuple(BROUGHT) == Row._fields
FIXED: Final = {
    "letter_number": "1", "letter_tries": "0", "letter_unsettled": "0", "letter_sent_at": "NULL", "letter_end": "''",
    "confirmed_at": "NULL", "code_number": "0", "code_tries": "0", "event_id": "NULL",
    "letter_lease": "NULL",
}  # fmt: skip
"""What every new row has in the other columns."""


def upsert(rows: Sequence[Row]) -> list[tuple[UUID, bytes]]:
    """Makes or renews these rows, at most 500; id and person_key of those that could be. In the caller's transaction.

    A conflict renews a row only where it is the very row that was read (its id is the proposal's, so that what was
    sealed for this id opens) and still holds this person or nobody; FULL touches the letter of whoever holds it. The
    states are read here and not trusted from before: somebody may have confirmed in between. A row that does not fit
    is left alone.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One parameter, however many rows: half the time goes into placeholders otherwise.
            cursor.execute(_from_json(), [f"[{','.join([_as_json(row) for row in rows])}]"])
        else:
            cursor.execute(_from_values(len(rows)), [_as_sqlite(value) for row in rows for value in row])
        return [(_uuid(row), bytes(person)) for row, person in cursor.fetchall()]


def stand(events: Mapping[UUID, int], now: datetime) -> None:
    """These rows are confirmed at `now`, each with its event's id. The rows must be locked by the caller's transaction.

    A letter that still waits to leave is called back, since it asks for what has just happened; FULL tells more.
    """
    if connection.vendor == "postgresql":
        pairs = "json_to_recordset(%s::json) AS x(column1 uuid, column2 bigint)"
        values: list[Any] = [json.dumps([{"column1": str(row), "column2": event} for row, event in events.items()])]
    else:
        pairs = f"(VALUES {', '.join(['(%s, %s)'] * len(events))}) AS x"
        values = [value for row, event in events.items() for value in (row.hex, event)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {OLD} SET state = '{State.CONFIRMED}', confirmed_at = %s, event_id = x.column2, "  # noqa: S608
            f"letter_due = CASE WHEN letter_kind = '{Kind.FULL}' THEN letter_due END "
            f"FROM {pairs} WHERE {OLD}.id = x.column1",
            [connection.ops.adapt_datetimefield_value(now), *values],
        )


@lru_cache(maxsize=1)
def _from_json() -> str:
    kinds_of = list(enumerate(BROUGHT.values()))
    values = ", ".join(f"decode(x.c{at}, 'hex')" if kind == "bytes" else f"x.c{at}" for at, kind in kinds_of)
    kinds = ", ".join(f"c{at} {'text' if kind == 'bytes' else kind}" for at, kind in kinds_of)
    fixed = ", ".join(FIXED.values())
    return f"{_insert()} SELECT {values}, {fixed} FROM json_to_recordset(%s::json) AS x({kinds}) {_on_conflict()}"  # noqa: S608 - names of this room


@lru_cache(maxsize=600)
def _from_values(rows: int) -> str:
    line = f"({', '.join(['%s'] * len(BROUGHT))}, {', '.join(FIXED.values())})"
    return f"{_insert()} VALUES {', '.join([line] * rows)} {_on_conflict()}"


def _as_json(row: Row) -> str:
    """The row as a JSON object whose names are short, by hand: an encoder takes twice as long to get there."""
    return _OBJECT % tuple([write(value) for write, value in zip(_WRITERS, row, strict=True)])


@lru_cache(maxsize=8)
def _iso(value: date | None) -> str:
    """Kept, since a batch has one time and one day. A letter that waits has no time."""
    return f'"{value.isoformat()}"' if value else "null"


_WRITTEN: Final[dict[str, Callable[[Any], str]]] = {
    "bytes": lambda value: f'"{value.hex()}"',
    "uuid": lambda value: f'"{value.hex}"',
    "timestamptz": _iso,
    "date": _iso,
    "text": quoted,
    "boolean": lambda value: "true" if value else "false",
    "integer": int.__repr__,
    "bigint": int.__repr__,
}
_WRITERS: Final = tuple(_WRITTEN[kind] for kind in BROUGHT.values())
_OBJECT: Final = "{%s}" % ",".join(f'"c{at}":%s' for at in range(len(BROUGHT)))  # noqa: UP031 - braces


def _as_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _insert() -> str:
    return f"INSERT INTO {OLD} ({', '.join((*BROUGHT, *FIXED))})"


def _on_conflict() -> str:
    changes = ", ".join(f"{column} = {value}" for column, value in _changes().items())
    vacant = f"{OLD}.state IN ({_quoted(VACANT)})"
    return (
        f"ON CONFLICT (petition_id, fingerprint, slot) DO UPDATE SET {changes} "
        f"WHERE {OLD}.id = {NEW}.id AND ({OLD}.person_key = {NEW}.person_key"
        f" OR {NEW}.letter_kind <> '{Kind.FULL}' AND {vacant}"
        f" OR {NEW}.letter_kind = '{Kind.FULL}' AND NOT {vacant})"
        f" RETURNING {OLD}.id, {OLD}.person_key"
    )


OWN = f"{NEW}.letter_kind <> '{Kind.FULL}'"
PASSES, IS_HELD = f"{NEW}.state = '{State.PENDING}'", f"{NEW}.state = '{State.HELD}'"


def _changes() -> dict[str, str]:
    """What becomes of each column of a row that fits. One that screening refused changes nothing and is written too."""
    returns, renews, tells = _returns(), _renews(), _tells()
    kind = f"CASE WHEN {OWN} AND {_stands()} THEN '{Kind.ALREADY}' ELSE {NEW}.letter_kind END"
    renewed = {
        name: f"CASE WHEN {renews} THEN {NEW}.{name} ELSE {OLD}.{name} END"
        for name in (*RENEWED, "confirmed_at", "event_id")
    }
    return renewed | {
        "state": f"CASE WHEN {returns} THEN {NEW}.state ELSE {OLD}.state END",
        "letter_due": f"CASE WHEN {tells} THEN {NEW}.letter_due ELSE {OLD}.letter_due END",
        "letter_kind": f"CASE WHEN {tells} OR {renews} THEN {kind} ELSE {OLD}.letter_kind END",
        "letter_number": f"{OLD}.letter_number + CASE WHEN {tells} OR {returns} THEN 1 ELSE 0 END",
        "letter_tries": f"CASE WHEN {tells} THEN 0 ELSE {OLD}.letter_tries END",
        "letter_unsettled": f"CASE WHEN {tells} THEN 0 ELSE {OLD}.letter_unsettled END",
    }


def _returns() -> str:
    """The row's state becomes the new one. Whom screening lets pass now needs no release: nothing speaks against it."""
    vacant = f"{OLD}.state IN ({_quoted(VACANT)})"
    return f"({OWN} AND ({vacant} AND ({PASSES} OR {IS_HELD}) OR {PASSES} AND {OLD}.state = '{State.HELD}'))"


def _renews() -> str:
    same = f"{PASSES} AND {OLD}.state = '{State.PENDING}' OR {IS_HELD} AND {OLD}.state = '{State.HELD}'"
    return f"({_returns()} OR {OWN} AND ({same}))"


def _tells() -> str:
    """A letter becomes due: at once, unless it waits for screening or the signature was removed; or late.

    Who is held and stands already, or finds no place, is told late; a letter that is on its way serves as well.
    """
    at_once = f"{PASSES} AND {OLD}.state <> '{State.REMOVED}' AND ({OWN} OR {OLD}.state <> '{State.HELD}')"
    told = f"{_stands()} OR NOT {OWN} AND {OLD}.state = '{State.PENDING}'"
    return f"({at_once} OR {IS_HELD} AND {OLD}.letter_due IS NULL AND ({told}))"


def _stands() -> str:
    return f"{OLD}.state IN ({_quoted(AFFIRMED)})"


def _quoted(states: Collection[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)
