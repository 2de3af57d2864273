"""A signer's place is corrected."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from undersigned.keys.petition_keys import petition_keys
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import readable_contents
from undersigned.signatures.rules.contents import seal_contents
from undersigned.signatures.rules.states import STANDING, WAITING


def correct_place(*, signature_id: UUID, place: str) -> bool:
    """True where this place (from read_line, or "") stands in the row from now on; the log knows no place.

    The secret stays, and with it promise and receipt. One transaction.
    """
    with transaction.atomic():
        row = (
            Signature.objects.select_related("petition")
            .select_for_update(of=("self",))
            .filter(pk=signature_id, state__in=(*WAITING, *STANDING))
            .first()
        )
        contents = readable_contents(row) if row is not None else None
        if row is None or contents is None:
            return False
        pid = row.petition.pid
        sealed = seal_contents(replace(contents, place=place), key=petition_keys(pid).seal, pid=pid, row=row.pk)
        Signature.objects.filter(pk=row.pk).update(sealed=sealed)
    return True
