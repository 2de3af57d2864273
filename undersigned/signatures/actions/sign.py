"""People sign: their wishes are rows with a letter to send, many in one transaction."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction

from undersigned.keys.petition_keys import KeysDestroyed, PetitionKeys, petition_keys
from undersigned.keys.site import seal_all_for_site
from undersigned.mail.addresses.rules import suggestion
from undersigned.signatures.actions.hold_texts import hold_texts
from undersigned.signatures.actions.judge import Judged, judge
from undersigned.signatures.actions.take_places import take_places
from undersigned.signatures.fields import origin_key
from undersigned.signatures.queries import GATHERING, HANDLE_CONTEXT, SIGNABLE, Ground, open_grounds
from undersigned.signatures.rules.origins import domain_of, origin
from undersigned.signatures.rules.outcomes import (
    NotSigned,
    PetitionClosed,
    PetitionNotOpen,
    Signed,
    SigningPaused,
    VersionStale,
)
from undersigned.signatures.rules.persons import Marks
from undersigned.signatures.rules.requests import SigningRequest
from undersigned.signatures.rules.wishes import Wish
from undersigned.switches.queries import why_off
from undersigned.switches.rules import Switch

# SQLSTATE of PostgreSQL (appendix A of its documentation).
DEADLOCK = "40P01"
DEADLOCKS_SURVIVED = 4


def sign(
    requests: Sequence[SigningRequest], *, now: datetime, is_screened: bool = True, is_support: bool = False
) -> list[Signed | NotSigned]:
    """Each request's outcome, in order: Signed, or why its petition does not take it (an exception as a value).

    One transaction and, whatever comes of it, the same statements and the same work for each request: one row per
    person, made or renewed, whose letter leaves, waits or does not come, as screening says. When it returns to a caller
    outside a transaction, all is durable. Signing again is harmless: nobody gets a second place, and what stands
    confirmed stays as it is. `is_screened`: False for people of a demonstration, whom nobody need doubt. `is_support`:
    they came by secret links, and only petitions that look for supporters take them (signatures.actions.support).
    """
    if (off := why_off(Switch.SIGNING)) is not None:
        return [SigningPaused(off.reason) for _ in requests]
    for _ in range(DEADLOCKS_SURVIVED):
        try:
            return _sign(requests, now, is_screened, is_support)
        except OperationalError as fault:
            # A household that signs at the very same moment locks two rows crosswise; PostgreSQL undid one of them
            # whole. Inside a caller's transaction nothing is left to try again.
            if not _is_deadlock(fault) or connection.in_atomic_block:
                raise
    return _sign(requests, now, is_screened, is_support)


def _is_deadlock(fault: OperationalError) -> bool:
    return getattr(fault.__cause__, "sqlstate", None) == DEADLOCK


def _sign(
    requests: Sequence[SigningRequest], now: datetime, is_screened: bool, is_support: bool
) -> list[Signed | NotSigned]:
    with transaction.atomic():
        slugs = {request.slug for request in requests}
        hold_texts(slugs=slugs)
        states = GATHERING if is_support else SIGNABLE
        # The site may become stricter for all; laxer than a petition's rules said, never.
        grounds = open_grounds(slugs, most_places=settings.UNDERSIGNED.per_address, states=states)
        keys = _keys_of(grounds)
        marking = origin_key() if is_screened and settings.UNDERSIGNED.screening != "off" else b""
        outcomes: list[Wish | NotSigned] = [_wish(request, grounds, keys, marking) for request in requests]
        wishes = [outcome for outcome in outcomes if isinstance(outcome, Wish)]
        judged = judge(wishes, now=now) if is_screened else Judged(wishes, {})
        rows = take_places(_one_each(judged), now=now)
    judged.remember()
    return _answers(outcomes, rows)


def _one_each(judged: Judged) -> list[Wish]:
    """Of each person in this batch the mildest judged wish, the newest of several; those who pass choose first."""
    chosen: dict[tuple[int, bytes, bytes], Wish] = {}
    for wish in judged.wishes:
        before = chosen.get(wish.person)
        if before is None or wish.verdict <= before.verdict:
            chosen[wish.person] = wish
    return sorted(chosen.values(), key=lambda wish: wish.verdict)


def _keys_of(grounds: Mapping[str, Ground]) -> dict[str, tuple[PetitionKeys, Marks] | None]:
    found = {slug: _keys(ground) for slug, ground in grounds.items()}
    return {slug: None if keys is None else (keys, Marks(keys.fingerprint)) for slug, keys in found.items()}


def _keys(ground: Ground) -> PetitionKeys | None:
    try:
        return petition_keys(ground.pid) if ground.is_open else None
    except KeysDestroyed:
        return None


def _wish(
    request: SigningRequest,
    grounds: Mapping[str, Ground],
    keys: Mapping[str, tuple[PetitionKeys, Marks] | None],
    marking: bytes,
) -> Wish | NotSigned:
    ground = grounds.get(request.slug)
    if ground is None:
        return PetitionNotOpen(request.slug)
    held = keys[request.slug]
    if held is None:
        return PetitionClosed(request.slug)
    if request.version != ground.version or request.text_language not in ground.languages:
        return VersionStale(ground.version)
    return Wish(
        request=request,
        petition_id=ground.id,
        pid=ground.pid,
        consent=ground.consent,
        places=ground.places,
        sealing_key=held[0].seal,
        fingerprint=held[1].fingerprint(request.canonical),
        person_key=held[1].person_key(request.canonical, request.name),
        origin=origin(marking, request.network, domain_of(request.email)) if marking else b"",
    )


def _answers(
    outcomes: Sequence[Wish | NotSigned], rows: Mapping[tuple[int, bytes, bytes], UUID]
) -> list[Signed | NotSigned]:
    marks = [rows[outcome.person].bytes for outcome in outcomes if isinstance(outcome, Wish)]
    handles = iter(seal_all_for_site(marks, context=HANDLE_CONTEXT))
    return [outcome if isinstance(outcome, NotSigned) else _signed(outcome, next(handles)) for outcome in outcomes]


def _signed(wish: Wish, sealed: bytes) -> Signed:
    return Signed(
        handle=base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("="),
        suggestion=suggestion(wish.request.email),
    )
