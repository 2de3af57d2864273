"""The two lanes of this process: confirmations before new signings, each answered after its commit."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections

from undersigned.signatures.actions.confirm import ByCode, ByLink, confirm_each
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.actions.take_places import PlacesContended
from undersigned.signatures.proofs import hand_out
from undersigned.signatures.rules.outcomes import Confirmed, Handed, NotSigned, Signed
from undersigned.signatures.rules.requests import SigningRequest
from undersigned.web.door.gates import Gate
from undersigned.web.door.gather import MOST_AT_ONCE, Gather
from undersigned.web.door.lanes import Lane, Limits
from undersigned.web.metrics import watch
from undersigned.web.shedding import shed_while

# SQLSTATE classes of PostgreSQL after which the same rows may well go through: a transaction that was undone.
UNDONE: Final = "40"
CONNECT_SECONDS: Final = 3
CONFIRMATIONS_WAITING: Final = 4_000
SIGNINGS_WAITING: Final = 2_000
SHEDS_AFTER_SECONDS: Final = 1.0

Confirmation = tuple[Confirmed | None, Handed | None]


def is_away(fault: Exception) -> bool:
    """True where the database could not be reached, is full or is locked: nobody's row is to blame."""
    if isinstance(fault, PlacesContended):
        return False
    state = str(getattr(fault.__cause__, "sqlstate", None) or "")
    return isinstance(fault, InterfaceError) or (isinstance(fault, OperationalError) and not state.startswith(UNDONE))


def _sign_all(requests: list[SigningRequest]) -> list[Signed | NotSigned]:
    _own_connection()
    return sign(requests, now=datetime.now(UTC))


def _confirm_all(asked: list[ByLink | ByCode]) -> Sequence[Confirmation]:
    _own_connection()
    confirmed = confirm_each(asked, now=datetime.now(UTC))
    return list(zip(confirmed, hand_out(confirmed), strict=True))


def _own_connection() -> None:
    """This thread talks to the database by a connection of its own, outside the pool.

    The pool would let it wait behind the pages' threads, and longer than a signer waits where the database is away.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql" and "pool" in options:
        own: Any = connections.create_connection(DEFAULT_DB_ALIAS)
        kept = {name: value for name, value in options.items() if name != "pool"}
        own.settings_dict = {
            **connection.settings_dict,
            "OPTIONS": {"connect_timeout": CONNECT_SECONDS, **kept},
            "CONN_MAX_AGE": None,
        }
        connections[DEFAULT_DB_ALIAS] = own


def _rest() -> None:
    """Let go of all connections; the next act opens what it needs."""
    for connection in connections.all(initialized_only=True):
        # One that died may not even close.
        with contextlib.suppress(Exception):
            connection.close()


confirmations: Lane[ByLink | ByCode, Confirmation] = Lane(_confirm_all, Limits(waiting=CONFIRMATIONS_WAITING))
signings: Lane[SigningRequest, Signed | NotSigned] = Lane(_sign_all, Limits(waiting=SIGNINGS_WAITING))
confirming_gate: Final = Gate(lambda: confirmations.served, least=MOST_AT_ONCE, most=CONFIRMATIONS_WAITING)
signing_gate: Final = Gate(lambda: signings.served, least=MOST_AT_ONCE, most=SIGNINGS_WAITING)
"""What stands before the lanes: most of the work is done, and most of the waiting, before somebody queues."""


def begin() -> Gather:
    """Both lanes are served by one new thread from now on; confirmations go first.

    One, since a batch costs the database little and a second one at the same time costs both their waiting.
    """
    return Gather((confirmations, signings), is_away=is_away, rest=_rest)


gather = begin()
for _name, _lane in (("sign", signings), ("confirm", confirmations)):
    watch("gather_depth", _name, partial(getattr, _lane, "depth"))
    watch("gather_age_seconds", _name, _lane.age_seconds)


def depth() -> int:
    """How many wait for a commit in this process."""
    return confirmations.depth + signings.depth


def queue_age_seconds() -> float:
    """How long the one that waits longest for a commit in this process has waited."""
    return max(confirmations.age_seconds(), signings.age_seconds())


def is_stormy() -> bool:
    """True while what a storm does not need should be left out: many are on their way, or somebody waits noticeably."""
    return signing_gate.on_their_way > signing_gate.limit // 2 or queue_age_seconds() > SHEDS_AFTER_SECONDS


shed_while(is_stormy)
