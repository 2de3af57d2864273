"""The signers of a deleted petition are forgotten. A job, a part at a time."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.jobs.actions.later import later
from undersigned.keys.petition_keys import destroy_petition_keys
from undersigned.ledger.actions.append import append
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State

FORGET = "undersigned.signatures.actions.forget_signers.forget_signers"
FORGOTTEN_AT_ONCE: Final = 5_000
LOCKED_AT_ONCE: Final = 500
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
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.sealed_at is not None:
            return
        rows = Signature.objects.filter(petition=petition)
        settled = rows.exclude(state=State.CONFIRMED).values_list("pk", flat=True)
        petition.let_go += _forget(list(settled[:FORGOTTEN_AT_ONCE]))
        petition.save(update_fields=["let_go"])
        if settled.exists():
            later(FORGET, now=now, petition_id=petition_id)
        elif rows.exists():
            later(FORGET, at=now + ROUND_TAKES, now=now, petition_id=petition_id)
        else:
            _seal(petition, now)


def _forget(ids: list[UUID]) -> int:
    """These rows are gone; how many of them counted. One that is confirmed at this very moment stays for now."""
    counted, ids = 0, sorted(ids)
    for start in range(0, len(ids), LOCKED_AT_ONCE):
        part = Signature.objects.filter(pk__in=ids[start : start + LOCKED_AT_ONCE]).exclude(state=State.CONFIRMED)
        states = list(part.select_for_update().order_by("pk").values_list("pk", "state"))
        counted += sum(state == State.COUNTED for _pk, state in states)
        Signature.objects.filter(pk__in=[pk for pk, _state in states]).delete()
    return counted


def _seal(petition: Petition, now: datetime) -> None:
    """Nobody is left. The log says so where it ever spoke of the petition."""
    if petition.published_at is not None:
        append(pid=petition.pid, type="sealed", now=now)
    petition.sealed_at = now
    petition.revision += 1
    petition.save(update_fields=["sealed_at", "revision"])
    told = f"{petition.let_go} signatures had counted"
    record_audit(actor="site", verb="petition.emptied", object=f"petition {petition.pid}", reason=told, now=now)
