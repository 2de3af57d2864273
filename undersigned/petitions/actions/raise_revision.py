"""Something changed that the page shows."""

from django.db.models import F

from undersigned.petitions.models import Petition


def raise_revision(*, petition_id: int) -> None:
    """Cached pages of this petition are stale; call it in the transaction of the act that shows."""
    Petition.objects.filter(pk=petition_id).update(revision=F("revision") + 1)
