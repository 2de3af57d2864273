"""A file of signers is destroyed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.signatures.export_models import Export, ExportPart
from undersigned.signatures.exports import about
from undersigned.signatures.rules.exporting import Stage


def destroy_export(*, export_id: UUID, by: str, now: datetime) -> bool:
    """True where it was there: its lines are gone; that it was made and taken stays. `by`: as in the audit trail."""
    with transaction.atomic():
        row = Export.objects.select_related("petition").select_for_update(of=("self",)).get(pk=export_id)
        if row.stage == Stage.GONE:
            return False
        row.stage, row.ends_at = Stage.GONE.value, now
        row.save(update_fields=["stage", "ends_at"])
        ExportPart.objects.filter(export=row).delete()
        record_audit(actor=by, verb="export.destroy", now=now, **about(row))
    return True
