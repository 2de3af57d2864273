"""Staff decide about an objection."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.integrity.fields import seal_words
from undersigned.integrity.models import Objection
from undersigned.integrity.queries import CampaignNotFound, campaigner
from undersigned.integrity.rules.campaigns import SEALED, NotNow, Outcome, checked_words
from undersigned.signatures.actions.restore import restore
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State


def decide_objection(*, objection: int, outcome: Outcome, answer: str, by: Account, now: datetime) -> None:
    """Accepted: the signature counts again, and its signer gets the letter that says so. Declined: it stays out.

    `answer` is for the signer, whose link shows it, and stands in the audit trail. Raises NotAllowed, WordsRefused,
    CampaignNotFound where there is no such objection, and NotNow where somebody has decided, or where it can't be
    accepted, since the petition's signatures are sealed (its `stage` is SEALED).
    """
    answer = checked_words(answer)
    with transaction.atomic():
        person = campaigner(by)
        row = Objection.objects.select_for_update().filter(pk=objection).first()
        if row is None:
            raise CampaignNotFound(objection)
        if row.outcome != Outcome.WAITING:
            raise NotNow(row.outcome)
        if outcome == Outcome.ACCEPTED:
            _put_back(row, actor(person.pk), now)
        row.outcome, row.answer, row.decided_at = outcome.value, seal_words(answer), now
        row.decided_by = actor(person.pk)
        row.save(update_fields=["outcome", "answer", "decided_at", "decided_by"])
        verb = f"objection.{outcome.value}"
        record_audit(actor=actor(person.pk), verb=verb, object=f"objection {row.pk}", reason=answer, now=now)


def _put_back(row: Objection, by: str, now: datetime) -> None:
    """What counts again already is as it should be."""
    back = restore(signature_ids=[row.signature], by=by, words=f"objection {row.pk}", now=now)
    if not back and Signature.objects.filter(pk=row.signature, state=State.REMOVED).exists():
        raise NotNow(SEALED)
