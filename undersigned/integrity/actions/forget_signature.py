"""Whoever is erased has no objection and stands in no campaign."""

from uuid import UUID

from undersigned.integrity.models import CampaignSignature, Objection


def forget_signature(*, signature_id: UUID) -> None:
    """Nothing of this room names the signature any more. Called inside the erasure (settings.ERASED_TOO)."""
    Objection.objects.filter(signature=signature_id).delete()
    CampaignSignature.objects.filter(signature=signature_id).delete()
