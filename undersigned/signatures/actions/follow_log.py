"""Follow the log: signatures that the log took back while this database did not know are taken back here too."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from undersigned.ledger.models import Event
from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.signatures.actions.refuse import EMPTIED
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import STANDING, State


def follow_log(*, now: datetime) -> int:  # noqa: ARG001 - every action is told its time
    """How many standing rows the log no longer lets stand; for after `recover_log`. One transaction, idempotent.

    A withdrawal and an erasure look alike in the log, so nothing of the signer is left in the row, as for both.
    """
    with transaction.atomic():
        # Later events name the `sign`; a restored signature's own event names it as well. What waits comes last.
        later = Event.objects.filter(target_id=OuterRef("signed"), set_aside="")
        newest = later.order_by(F("index").desc(nulls_first=True), "-id")
        rows = Signature.objects.filter(state__in=STANDING).annotate(
            signed=Coalesce("event__target_id", "event_id"),
            later=Subquery(newest.values("id")[:1]),
            kind=Subquery(newest.values("type")[:1]),
        )
        found = list(rows.filter(kind__in=("withdraw", "invalidate")).values_list("pk", "petition_id", "later", "kind"))
        for pk, _, event_id, kind in found:
            taken = {"state": State.WITHDRAWN, **EMPTIED} if kind == "withdraw" else {"state": State.REMOVED}
            Signature.objects.filter(pk=pk).update(event_id=event_id, **taken)
        for petition_id in sorted({petition_id for _, petition_id, _, _ in found}):
            raise_revision(petition_id=petition_id)
    return len(found)
