"""Rows of signatures stay as they are until the transaction ends."""

from collections.abc import Collection, Iterable
from uuid import UUID

from undersigned.ledger.models import Event
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature

IDS_AT_ONCE = 500


def lock_rows(ids: Iterable[UUID], *, states: Collection[str]) -> list[Signature]:
    """Those of these rows that are in one of `states`, locked, by id; petitions and events are loaded after the lock.

    Must run in a transaction. In one order for all who lock several rows.
    """
    wanted = sorted(set(ids))
    rows: list[Signature] = []
    for start in range(0, len(wanted), IDS_AT_ONCE):
        part = Signature.objects.select_for_update().filter(pk__in=wanted[start : start + IDS_AT_ONCE])
        rows += part.filter(state__in=states).order_by("pk")
    petitions = Petition.objects.defer("rules_text", "note").in_bulk({row.petition_id for row in rows})
    events: dict[int, Event] = {}
    for start in range(0, len(rows), IDS_AT_ONCE):
        part_ids = [row.event_id for row in rows[start : start + IDS_AT_ONCE] if row.event_id is not None]
        events |= Event.objects.select_related("target").in_bulk(part_ids)
    for row in rows:
        row.petition = petitions[row.petition_id]
        row.event = events.get(row.event_id) if row.event_id is not None else None
    return rows
