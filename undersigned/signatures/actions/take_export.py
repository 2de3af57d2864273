"""Who asked for a file of signers takes it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.queries import may_take_part
from undersigned.accounts.rules import NotAllowed, TwoPersonAct, actor
from undersigned.signatures.export_models import Export
from undersigned.signatures.exports import File, about, file_name, opened_parts
from undersigned.signatures.rules.exporting import TAKEN_FOR, ExportGone, Stage


def take_export(*, export_id: UUID, by: Account, now: datetime) -> File:
    """The file, opened part by part while it is read; the taking is written down first, with the number of lines.

    After the first time it lives TAKEN_FOR. Raises NotAllowed for anybody but the person who asked, and for that person
    without the role; ExportGone before it is made and after its end.
    """
    with transaction.atomic():
        row = Export.objects.select_related("petition").select_for_update(of=("self",)).get(pk=export_id)
        if row.asked_by_id != by.pk or not may_take_part(by.pk, TwoPersonAct.EXPORT):
            raise NotAllowed
        if row.stage != Stage.READY or row.ends_at is None or now >= row.ends_at:
            raise ExportGone
        row.taken, row.ends_at = row.taken + 1, min(row.ends_at, now + TAKEN_FOR)
        row.save(update_fields=["taken", "ends_at"])
        named = about(row) | {"reason": f"{row.number} signers, {row.purpose}: {row.reason}"}
        record_audit(actor=actor(by.pk), verb="export.take", now=now, **named)
    return File(file_name(row, now), opened_parts(row))
