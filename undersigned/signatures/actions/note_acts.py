"""What was done to signatures is written down, and their petitions' pages are stale."""

from collections.abc import Sequence
from datetime import datetime

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.signatures.models import Signature


def note_acts(
    rows: Sequence[Signature], *, verb: str, reason: str, by: str, is_ordered: bool = False, now: datetime
) -> None:
    """The audit trail holds the act once for each petition, with the numbers of the rows; their pages are stale.

    Raises NotAllowed as `record_audit` does, unless it `is_ordered`.
    """
    for petition in {row.petition_id: row.petition for row in rows}.values():
        ids = [str(row.pk) for row in rows if row.petition_id == petition.pk]
        about = f"signature {ids[0]} of petition" if len(ids) == 1 else f"{len(ids)} signatures of petition"
        told = f"{about} {petition.pid}"
        record_audit(actor=by, verb=verb, object=told, reason=reason, is_ordered=is_ordered, now=now)
        raise_revision(petition_id=petition.pk)
