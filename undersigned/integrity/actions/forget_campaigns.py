"""What nobody needs any more is forgotten: plans that were never carried out, and whoever was erased."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from undersigned.integrity.models import Campaign, CampaignSignature, Objection
from undersigned.integrity.rules.campaigns import PLANS_KEPT, Stage
from undersigned.signatures.models import Signature


def forget_campaigns(*, now: datetime) -> int:
    """How many rows went; a sweep, harmless if run twice."""
    stands = Exists(Signature.objects.filter(pk=OuterRef("signature")))
    with transaction.atomic():
        plans = Campaign.objects.filter(stage__in=(Stage.COUNTING, Stage.COUNTED), planned_at__lt=now - PLANS_KEPT)
        gone, _ = plans.delete()
        objections, _ = Objection.objects.filter(~stands).delete()
        found, _ = CampaignSignature.objects.filter(~stands).delete()
    return gone + objections + found
