"""A removal campaign is planned: its dry run begins."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.integrity.fields import seal_conditions
from undersigned.integrity.models import Campaign
from undersigned.integrity.queries import campaigner, candidates
from undersigned.integrity.rules.campaigns import Stage
from undersigned.integrity.rules.conditions import Conditions, ConditionsRefused
from undersigned.jobs.actions.later import later
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.door import moved_petition

COUNT = "undersigned.integrity.actions.count_found.count_found"


def plan_campaign(*, conditions: Conditions, by: Account, now: datetime) -> int:
    """The number of the campaign; a job looks through the signatures and changes nothing.

    The trail says that somebody looks, and for which kinds of conditions, never their values. Raises NotAllowed, and
    ConditionsRefused where the petition is unknown or nothing is said.
    """
    if conditions.is_empty():
        raise ConditionsRefused([("", "empty")])
    slug = conditions.petition
    petition = (Petition.objects.filter(slug=slug).first() or moved_petition(slug)) if slug else None
    if slug and petition is None:
        raise ConditionsRefused([("petition", "unknown_petition")])
    with transaction.atomic():
        person = campaigner(by)
        campaign = Campaign.objects.create(
            conditions=seal_conditions(conditions),
            petition=petition,
            stage=Stage.COUNTING,
            planned_by=actor(person.pk),
            planned_at=now,
            stage_at=now,
            candidates=candidates(conditions, petition.pk if petition else None).count(),
        )
        given = [name for name in Conditions.__slots__ if getattr(conditions, name)]
        about, why = f"campaign {campaign.pk}", "by " + ", ".join(given)
        record_audit(actor=actor(person.pk), verb="campaign.plan", object=about, reason=why, now=now)
        later(COUNT, now=now, campaign=campaign.pk)
    return campaign.pk
