"""Somebody of the staff reads objections."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.integrity.fields import open_words
from undersigned.integrity.models import CampaignSignature, Objection
from undersigned.integrity.queries import campaigner
from undersigned.integrity.rules.campaigns import Outcome
from undersigned.signatures.models import Signature

SHOWN_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class ReadObjection:
    """One objection that waits."""

    id: int
    slug: str
    words: str = field(repr=False)
    created_at: datetime
    reason: str
    """For which the signature was taken out; "" where it counts again."""
    campaign: int | None


def read_objections(*, by: Account, now: datetime) -> list[ReadObjection]:
    """Those that wait, the oldest first. The audit trail says who read how many; raises NotAllowed."""
    with transaction.atomic():
        person = campaigner(by)
        waiting = Objection.objects.filter(outcome=Outcome.WAITING).select_related("petition").order_by("created_at")
        rows = list(waiting[:SHOWN_AT_MOST])
        if rows:
            by_whom, about = actor(person.pk), f"{len(rows)} objections"
            record_audit(actor=by_whom, verb="objection.read", object=about, reason="to decide about them", now=now)
    ids = [row.signature for row in rows]
    found = CampaignSignature.objects.filter(signature__in=ids).order_by("campaign")
    campaigns = dict(found.values_list("signature", "campaign"))
    signatures = Signature.objects.select_related("event").in_bulk(ids)
    reasons = {pk: row.event.fields for pk, row in signatures.items() if row.state == "removed" and row.event}
    return [
        ReadObjection(
            id=row.pk,
            slug=row.petition.slug,
            words=open_words(row.words),
            created_at=row.created_at,
            reason=reasons.get(row.signature, ""),
            campaign=campaigns.get(row.signature),
        )
        for row in rows
    ]
