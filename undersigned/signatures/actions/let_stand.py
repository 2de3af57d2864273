"""Waiting signatures stand: each with its event in the log's queue, in the same transaction.

Or, while their petition looks for supporters, they support it and stand when it is public.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from undersigned.keys.petition_keys import KeysDestroyed, PetitionKeys, petition_keys
from undersigned.ledger.actions.append_many import append_many
from undersigned.ledger.rules import NewEvent
from undersigned.ledger.waiting import patience
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.let_support import let_support
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of, takes_confirmations, takes_support, text_hashes
from undersigned.signatures.rules.commitments import Opening, commitment, sign_fields
from undersigned.signatures.rules.contents import Contents
from undersigned.signatures.rules.outcomes import Confirmed, Grounds
from undersigned.signatures.rules.states import STANDING, UNCOUNTED, WAITING
from undersigned.signatures.statements import stand


def let_stand(rows: Sequence[Signature | None], *, now: datetime) -> list[Confirmed | None]:
    """What became of each row, in order; None for none, and for those that can't stand (any more).

    Must run in the transaction in which the rows were locked; `row.petition` must be loaded. The petitions stay locked
    against closing until its end, so that no signature follows `close` in the log.
    """
    known = {row.pk: row for row in rows if row is not None}
    taking, supported = _taking_petitions({row.petition_id for row in known.values() if row.state in UNCOUNTED}, now)
    able = (row for row in known.values() if row.state in STANDING or row.petition_id in taking | supported)
    opened = _opened(able)
    first = {pk for pk in opened if known[pk].state in UNCOUNTED and known[pk].petition_id in taking}
    grounds = _stand([(known[pk], opened[pk]) for pk in first], now)
    fresh = {pk for pk in opened if known[pk].state in WAITING and known[pk].petition_id in supported}
    if fresh:
        let_support([known[pk] for pk in fresh], now=now)
    answers: list[Confirmed | None] = []
    for row in rows:
        contents = opened.get(row.pk) if row is not None else None
        if row is None or contents is None:
            answers.append(None)
            continue
        # The same row again in one batch is a second click.
        at = grounds.pop(row.pk, None)
        is_support = row.petition_id in supported
        is_first = at is not None or row.pk in fresh
        fresh.discard(row.pk)
        told = (row.petition_id, contents.name, row.slot, is_first, row.pk, at, is_support)
        answers.append(Confirmed(*told, signed_at=row.created_at))
    return answers


def _opened(rows: Iterable[Signature]) -> dict[UUID, Contents]:
    """What the rows that stand or wait hold; each petition's keys are asked for once."""
    rows = [row for row in rows if row.state in (*UNCOUNTED, *STANDING)]
    keys = {pid: _keys(pid) for pid in {row.petition.pid for row in rows}}
    opened = {row.pk: contents_of(row, known) for row in rows if (known := keys[row.petition.pid]) is not None}
    return {pk: contents for pk, contents in opened.items() if contents is not None}


def _keys(pid: str) -> PetitionKeys | None:
    try:
        return petition_keys(pid)
    except KeysDestroyed:
        # Sealing was interrupted after the keys went: what is left of its rows says nothing any more.
        return None


def _taking_petitions(ids: Collection[int], now: datetime) -> tuple[set[int], set[int]]:
    """Those that take confirmations now, and those whose supporters confirm, until this transaction ends."""
    if not ids:
        return set(), set()
    if connection.vendor == "postgresql":
        # FOR SHARE: confirmations do not wait for each other, closing waits for them. Django knows only FOR UPDATE.
        table = connection.ops.quote_name(Petition._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR SHARE", [list(ids)])  # noqa: S608
    petitions = list(Petition.objects.filter(pk__in=ids).only("state", "closed_at", "grace_ended_at"))
    taking = {petition.pk for petition in petitions if takes_confirmations(petition, now)}
    return taking, {petition.pk for petition in petitions if takes_support(petition)}


def _stand(rows: Sequence[tuple[Signature, Contents]], now: datetime) -> dict[UUID, Grounds]:
    if not rows:
        return {}
    hashes = text_hashes({row.petition_id for row, _ in rows})
    made = [_commitment(row, contents, hashes[row.petition_id, row.version]) for row, contents in rows]
    wanted = [
        NewEvent(row.petition.pid, "sign", sign_fields(row.version, value), None, _patience(row))
        for (row, _), value in zip(rows, made, strict=True)
    ]
    events = append_many(events=wanted, now=now)
    stand({row.pk: event.pk for (row, _), event in zip(rows, events, strict=True)}, now)
    return {
        row.pk: Grounds(row.petition.pid, value, now, row.letter_number, bytes(row.person_key), _patience(row))
        for (row, _), value in zip(rows, made, strict=True)
    }


def _patience(row: Signature) -> timedelta:
    return patience(is_sensitive=row.petition.is_sensitive)


def _commitment(row: Signature, contents: Contents, text_hash: bytes) -> bytes:
    return commitment(
        Opening(
            secret=contents.secret,
            pid=row.petition.pid,
            text_hash=text_hash,
            email=contents.email,
            fingerprint=bytes(row.fingerprint),
            country=row.country,
            day=row.day,
        )
    )
