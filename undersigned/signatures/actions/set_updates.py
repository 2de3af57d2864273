"""A signer wants the petition's news, or does not."""

from uuid import UUID

from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import STANDING, WAITING


def set_updates(*, signature_id: UUID, wants: bool) -> bool:
    """True where there is such a signature with somebody in it; their wish stands from now on. One statement."""
    rows = Signature.objects.filter(pk=signature_id, state__in=(*WAITING, *STANDING))
    return rows.update(updates=wants) == 1
