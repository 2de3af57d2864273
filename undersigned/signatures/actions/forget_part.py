"""Forgets a part of a petition's signers: what sealing a petition and deleting one have in common."""

from typing import Final
from uuid import UUID

from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State

LOCKED_AT_ONCE: Final = 500


def forget_part(*, petition_id: int, limit: int) -> Petition:
    """Up to `limit` signatures are gone, what counted of them is in `let_go`; the petition, locked, as it is now.

    Must run in a transaction. One that is confirmed stays for now: its entry is promised. The rows are locked before
    the petition, as by whoever takes a signature back: the other way round the two would wait for each other.
    """
    settled = Signature.objects.filter(petition_id=petition_id).exclude(state=State.CONFIRMED)
    ids = sorted(settled.values_list("pk", flat=True)[:limit])
    states = [found for start in range(0, len(ids), LOCKED_AT_ONCE) for found in _locked(ids[start:][:LOCKED_AT_ONCE])]
    gone = [pk for pk, _state in states]
    petition = Petition.objects.select_for_update().get(pk=petition_id)
    petition.let_go += sum(state == State.COUNTED for _pk, state in states)
    for start in range(0, len(gone), LOCKED_AT_ONCE):
        Signature.objects.filter(pk__in=gone[start : start + LOCKED_AT_ONCE]).delete()
    petition.save(update_fields=["let_go"])
    return petition


def _locked(ids: list[UUID]) -> list[tuple[UUID, str]]:
    """Those that are still there and not confirmed at this very moment."""
    part = Signature.objects.filter(pk__in=ids).exclude(state=State.CONFIRMED)
    return list(part.select_for_update().order_by("pk").values_list("pk", "state"))
