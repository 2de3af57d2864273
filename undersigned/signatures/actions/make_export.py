"""The next part of a file of signers is written. A job."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.jobs.actions.later import later
from undersigned.keys.petition_keys import KeysDestroyed, petition_keys
from undersigned.keys.sealing import seal
from undersigned.signatures.export_models import Export, ExportLetter, ExportPart
from undersigned.signatures.exports import about, next_covered, part_context
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of
from undersigned.signatures.rules.contents import Contents
from undersigned.signatures.rules.exporting import COLUMNS, KEPT_FOR, LINES_AT_ONCE, MARK, Purpose, Stage, line

MAKE = "undersigned.signatures.actions.make_export.make_export"


def make_export(*, export_id: str, now: datetime) -> None:
    """Up to LINES_AT_ONCE signers more stand in the file, sealed; after the last it is ready for KEPT_FOR, and a
    letter to whoever asked for it is due.

    One transaction: lines and how far they came commit together, so that a killed worker writes nobody twice and leaves
    nobody out. Where the petition's keys are gone meanwhile the file is gone, too. Done or gone, it changes nothing.
    """
    with transaction.atomic():
        row = Export.objects.select_related("petition").select_for_update(of=("self",)).get(pk=UUID(export_id))
        if row.stage != Stage.MAKING:
            return
        signers = next_covered(row, LINES_AT_ONCE)
        try:
            _write(row, signers)
        except KeysDestroyed:
            row.stage = Stage.GONE.value
            row.save(update_fields=["stage"])
            ExportPart.objects.filter(export=row).delete()
            return
        if len(signers) == LINES_AT_ONCE:
            later(MAKE, now=now, export_id=export_id)
        else:
            row.stage, row.made_at, row.ends_at = Stage.READY.value, now, now + KEPT_FOR
            named = about(row) | {"reason": f"{row.number} signers: {row.reason}"}
            record_audit(actor="site", verb="export.made", now=now, **named)
            ExportLetter.objects.create(export=row, letter_kind="ready", letter_due=now, letter_number=1)
        row.save(update_fields=["stage", "cursor", "number", "made_at", "ends_at"])


def _write(row: Export, signers: Sequence[Signature]) -> None:
    """One part more, with the names of the columns in front where it is the first."""
    keys, columns = petition_keys(row.petition.pid), COLUMNS[Purpose(row.purpose)]
    number = ExportPart.objects.filter(export=row).count()
    lines = [MARK + line(columns)] if number == 0 else []
    for signer in signers:
        signer.petition = row.petition
        contents = contents_of(signer, keys)
        if contents is not None:
            lines.append(line(_cell(signer, contents, column) for column in columns))
            row.number += 1
    sealed = seal(b"".join(lines), key=keys.seal, context=part_context(row.pk, number))
    ExportPart.objects.create(export=row, number=number, sealed=sealed)
    if signers:
        row.cursor = bytes(signers[-1].fingerprint) + bytes([signers[-1].slot])


def _cell(signer: Signature, contents: Contents, column: str) -> str:
    return str(getattr(signer if column in {"country", "language"} else contents, column))
