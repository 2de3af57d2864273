"""Cosign a checkpoint: this site is a witness that another log has only grown."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.lease import make_durable
from undersigned.ledger.models import WitnessedLog
from undersigned.ledger.queries import log_state
from undersigned.ledger.site import first_origin, site_cosigner, witnessed_logs
from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.notes import NoteSignature
from undersigned.tlog.witnessing import Claim, check_claim, check_growth, parse_request


def cosign_checkpoint(*, body: bytes, now: datetime) -> NoteSignature:
    """The cosignature line for the checkpoint in this request, which is on disk as the newest of its log.

    Safe when many ask at once: the log's row is locked from the comparison to the commit, so no answer ever cosigns
    less than an earlier one. Raises WitnessRefused with the protocol's status; nothing is written then.
    """
    request = parse_request(body)
    # Signatures first: a stranger's request costs no lock.
    claim = check_claim(request, witnessed_logs())
    state = log_state()
    cosigner = site_cosigner(state.origin if state is not None else first_origin())
    with transaction.atomic():
        make_durable()
        row = _locked_row(claim)
        known = Checkpoint(row.origin, row.size, bytes(row.root)) if row.cosigned_at is not None else None
        check_growth(request, claim, known)
        row.size, row.root, row.note = claim.checkpoint.size, claim.checkpoint.root, request.note.decode()
        row.cosigned_at = now
        row.save()
    return cosigner.cosign(claim.text, int(now.timestamp()))


def _locked_row(claim: Claim) -> WitnessedLog:
    origin = claim.checkpoint.origin
    WitnessedLog.objects.bulk_create([WitnessedLog(origin=origin, root=b"")], ignore_conflicts=True)
    return WitnessedLog.objects.select_for_update().get(origin=origin)
