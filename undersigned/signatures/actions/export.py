"""Begin a file of those who agreed to be handed on; a two-person act."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import ActImpossible, actor
from undersigned.jobs.actions.later import later
from undersigned.petitions.models import Petition
from undersigned.signatures.export_models import Export
from undersigned.signatures.exports import about
from undersigned.signatures.rules.exporting import Purpose, Stage

MAKE = "undersigned.signatures.actions.make_export.make_export"


def export(*, subject: int, detail: str, reason: str, by: Account, now: datetime) -> None:
    """A job makes the file of the petition `subject` for the purpose `detail`; `by`, who asked, may take it then.

    One transaction. ActImpossible where the petition was never public, is sealed or deleted. Called when the proposal
    is approved; nobody else calls it.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().filter(pk=subject, sealed_at=None, deleted_at=None).first()
        if petition is None or petition.published_at is None or detail not in set(Purpose):
            raise ActImpossible
        row = Export.objects.create(
            petition=petition, purpose=detail, reason=reason, asked_by=by, stage=Stage.MAKING.value, begun_at=now
        )
        later(MAKE, now=now, export_id=str(row.pk))
        record_audit(actor=actor(by.pk), verb="export.begin", now=now, **about(row))
