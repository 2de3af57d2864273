"""Somebody of the staff looks at some of what a campaign found."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor, masked
from undersigned.integrity.models import Campaign, CampaignSignature
from undersigned.integrity.queries import CampaignNotFound, campaigner
from undersigned.integrity.rules.campaigns import SAMPLE_SIZE, masked_name
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import readable_contents


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One signature, masked."""

    slug: str
    name: str = field(repr=False)
    address: str = field(repr=False)
    place: str = field(repr=False)
    country: str
    signed_at: datetime
    state: str


def look_at_sample(*, campaign: int, by: Account, now: datetime) -> list[SampleLine]:
    """At most SAMPLE_SIZE of them, evenly from the first to the last; names and addresses masked.

    The audit trail says who looked, in the same transaction. Raises NotAllowed, CampaignNotFound.
    """
    with transaction.atomic():
        person = campaigner(by)
        if not Campaign.objects.filter(pk=campaign).exists():
            raise CampaignNotFound(campaign)
        ids = _spread(campaign)
        about = f"campaign {campaign}: {len(ids)} signatures, masked"
        record_audit(
            actor=actor(person.pk), verb="campaign.look", object=about, reason="to judge what it found", now=now
        )
    rows = Signature.objects.filter(pk__in=ids).select_related("petition").order_by("pk")
    return [line for row in rows if (line := _line(row)) is not None]


def _spread(campaign: int) -> list[UUID]:
    found = (
        CampaignSignature.objects.filter(campaign=campaign).order_by("signature").values_list("signature", flat=True)
    )
    number = found.count()
    if number <= SAMPLE_SIZE:
        return list(found)
    places = {number * place // SAMPLE_SIZE for place in range(SAMPLE_SIZE)}
    return [found[place] for place in sorted(places)]


def _line(row: Signature) -> SampleLine | None:
    contents = readable_contents(row)
    if contents is None:
        return None
    return SampleLine(
        slug=row.petition.slug,
        name=masked_name(contents.name),
        address=masked(contents.email),
        place=contents.place,
        country=row.country,
        signed_at=row.created_at,
        state=row.state,
    )
