"""A shown name is hidden."""

from uuid import UUID

from django.db import transaction

from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.signatures.models import Signature


def hide_name(*, signature_id: UUID) -> bool:
    """True where a name was shown and is not any more; the signature stands as before. Idempotent."""
    with transaction.atomic():
        rows = Signature.objects.filter(pk=signature_id, show_name=True)
        petition_id = rows.values_list("petition_id", flat=True).first()
        if petition_id is None or not rows.update(show_name=False, shown_name=""):
            return False
        raise_revision(petition_id=petition_id)
    return True
