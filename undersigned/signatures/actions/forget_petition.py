"""Whoever signed a deleted petition will be forgotten."""

from datetime import datetime

from undersigned.jobs.actions.later import later
from undersigned.signatures.actions.destroy_export import destroy_export
from undersigned.signatures.export_models import Export
from undersigned.signatures.rules.exporting import Stage

FORGET = "undersigned.signatures.actions.forget_signers.forget_signers"


def forget_petition(*, petition_id: int, now: datetime) -> None:
    """No file of its signers is left, and a job will destroy its keys and its signatures.

    Called inside the deletion (settings.DELETED_TOO). The keys are not destroyed here: a transaction that comes to
    nothing would leave a petition that lives and can't be read.
    """
    for pk in Export.objects.filter(petition=petition_id).exclude(stage=Stage.GONE).values_list("pk", flat=True):
        destroy_export(export_id=pk, by="site", now=now)
    later(FORGET, now=now, petition_id=petition_id)
