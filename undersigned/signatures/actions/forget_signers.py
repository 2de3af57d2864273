"""The signers of a deleted petition are forgotten. A job, a part at a time."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.jobs.actions.later import later
from undersigned.keys.petition_keys import destroy_petition_keys
from undersigned.ledger.actions.append import append
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.forget_part import forget_part
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State

FORGET = "undersigned.signatures.actions.forget_signers.forget_signers"
FORGOTTEN_AT_ONCE: Final = 5_000
ROUND_TAKES: Final = timedelta(seconds=30)


def forget_signers(*, petition_id: int, now: datetime) -> None:
    """First the petition's keys are gone, and with them everything that anybody could read, letters that wait included.

    Then, in each run, up to FORGOTTEN_AT_ONCE signatures; it asks for itself again until none is left, and the last
    run lets the log say `sealed`. What counted is added to `let_go` in the transaction in which its row goes, so that a
    kill between or within runs changes no number. A confirmed signature waits for its round, since its entry is
    promised. Does nothing for a petition that is not deleted, or is sealed already.
    """
    pid = Petition.objects.values_list("pid", flat=True).get(pk=petition_id)
    if not Petition.objects.filter(pk=petition_id, deleted_at__isnull=False, sealed_at=None).exists():
        return
    destroy_petition_keys(pid)
    with transaction.atomic():
        petition = forget_part(petition_id=petition_id, limit=FORGOTTEN_AT_ONCE)
        rows = Signature.objects.filter(petition=petition)
        if rows.exclude(state=State.CONFIRMED).exists():
            later(FORGET, now=now, petition_id=petition_id)
        elif rows.exists():
            later(FORGET, at=now + ROUND_TAKES, now=now, petition_id=petition_id)
        elif petition.sealed_at is None:
            _seal(petition, now)


def _seal(petition: Petition, now: datetime) -> None:
    """Nobody is left. The log says so where it ever spoke of the petition."""
    if petition.published_at is not None:
        append(pid=petition.pid, type="sealed", now=now)
    petition.sealed_at = now
    petition.revision += 1
    petition.save(update_fields=["sealed_at", "revision"])
    told = f"{petition.let_go} signatures had counted"
    record_audit(actor="site", verb="petition.emptied", object=f"petition {petition.pid}", reason=told, now=now)
