"""Clusters that are long over are forgotten, with what they are about."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from undersigned.integrity.models import Alert, Notice
from undersigned.integrity.rules.clusters import ALERTS_KEPT


def forget_alerts(*, now: datetime) -> int:
    """How many went, 30 days after a search saw them last; a sweep, harmless if run twice.

    Notices go with the last of theirs, and letters about them that are no use any more.
    """
    with transaction.atomic():
        gone, _ = Alert.objects.filter(last_at__lt=now - ALERTS_KEPT).delete()
        alerts = Exists(Alert.objects.filter(notice=OuterRef("pk")))
        Notice.objects.filter(~alerts, at__lt=now - ALERTS_KEPT).delete()
    return gone
