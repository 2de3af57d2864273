"""The one statement of signing, in the words that PostgreSQL and SQLite share."""

from collections.abc import Collection
from functools import lru_cache

from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import STANDING, VACANT, Kind, State

OLD, NEW = f'"{Signature._meta.db_table}"', "EXCLUDED"
RENEWED = (
    "person_key", "sealed", "country", "day", "language", "version", "text_language", "updates", "show_name",
    "shown_name", "consent", "created_at", "confirmed_at", "event_id",
)  # fmt: skip
"""Columns that a renewed signing brings along."""


@lru_cache(maxsize=600)
def upsert(rows: int) -> str:
    """Makes or renews this many rows, each from one placeholder per concrete field; returns id and person_key.

    A conflict renews a row only where it is the very row that was read (its id is the proposal's, so that what was
    sealed for this id opens) and still holds this person or nobody; FULL touches the letter of whoever holds it. The
    states are read here and not trusted from before: somebody may have confirmed in between. A row that does not fit
    is left alone and not among those returned.
    """
    columns = ", ".join(f'"{field.column}"' for field in Signature._meta.concrete_fields)
    line = f"({', '.join(['%s'] * len(Signature._meta.concrete_fields))})"
    changes = ", ".join(f"{column} = {value}" for column, value in _changes().items())
    # All parts are names of this room and its states; whatever was typed goes by placeholder.
    return (
        f"INSERT INTO {OLD} ({columns}) VALUES {', '.join([line] * rows)} "  # noqa: S608
        f"ON CONFLICT (petition_id, fingerprint, slot) DO UPDATE SET {changes} "
        f"WHERE {_fits()} RETURNING {OLD}.id, {OLD}.person_key"
    )


def _fits() -> str:
    vacant = f"{OLD}.state IN ({_quoted(VACANT)})"
    return (
        f"{OLD}.id = {NEW}.id AND ({OLD}.person_key = {NEW}.person_key"
        f" OR {NEW}.letter_kind <> '{Kind.FULL}' AND {vacant}"
        f" OR {NEW}.letter_kind = '{Kind.FULL}' AND NOT {vacant})"
    )


def _changes() -> dict[str, str]:
    """What becomes of each column of a row that fits."""
    renews = f"{NEW}.letter_kind <> '{Kind.FULL}' AND {OLD}.state IN ({_quoted((State.PENDING, State.HELD, *VACANT))})"
    returns = f"{NEW}.letter_kind <> '{Kind.FULL}' AND {OLD}.state IN ({_quoted(VACANT)})"
    # A held signature's letter waits for staff; a removed one gets none.
    tells = f"{OLD}.state NOT IN ('{State.HELD}', '{State.REMOVED}')"
    stands = f"{NEW}.letter_kind <> '{Kind.FULL}' AND {OLD}.state IN ({_quoted(STANDING)})"
    kind = f"CASE WHEN {stands} THEN '{Kind.ALREADY}' ELSE {NEW}.letter_kind END"
    return {name: f"CASE WHEN {renews} THEN {NEW}.{name} ELSE {OLD}.{name} END" for name in RENEWED} | {
        "state": f"CASE WHEN {returns} THEN {NEW}.state ELSE {OLD}.state END",
        "letter_due": f"CASE WHEN {tells} THEN {NEW}.letter_due ELSE {OLD}.letter_due END",
        "letter_kind": f"CASE WHEN {tells} THEN {kind} ELSE {OLD}.letter_kind END",
        "letter_number": f"{OLD}.letter_number + CASE WHEN {tells} THEN 1 ELSE 0 END",
        "letter_tries": "0",
        "letter_unsettled": "0",
    }


def _quoted(states: Collection[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)
