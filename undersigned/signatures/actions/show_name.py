"""A name is shown."""

from uuid import UUID

from django.db import transaction

from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import readable_contents
from undersigned.signatures.rules.states import STANDING, WAITING


def show_name(*, signature_id: UUID) -> bool:
    """True where the name was hidden and is shown from now on, once the signature counts. Idempotent."""
    with transaction.atomic():
        row = (
            Signature.objects.select_related("petition")
            .select_for_update(of=("self",))
            .filter(pk=signature_id, state__in=(*WAITING, *STANDING), show_name=False)
            .first()
        )
        contents = readable_contents(row) if row is not None else None
        if row is None or contents is None:
            return False
        Signature.objects.filter(pk=row.pk).update(show_name=True, shown_name=contents.name)
        raise_revision(petition_id=row.petition_id)
    return True
