"""Decide about the open reports of a petition: what the two decisions have in common."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import NotAllowed, actor, may_decide
from undersigned.moderation.models import Decision
from undersigned.petitions.models import Petition
from undersigned.reports.actions.tell_reporters import tell_reporters
from undersigned.reports.models import Report, Settlement
from undersigned.reports.rules.reporting import KEPT_AFTER, AlreadySettled, Outcome, checked_statement


def settle(
    *, outcome: Outcome, petition_id: int, until: int, words: str, decision: Decision | None, by: Account, now: datetime
) -> Settlement:
    """All open reports of the petition up to id `until` have this answer, and who left an address is told; once each.

    A report that came after the page was read stays open. The role is read anew. One transaction. Raises NotAllowed,
    StatementMissing, StatementTooLong, AlreadySettled.
    """
    words = checked_statement(words)
    with transaction.atomic():
        person = account_by_id(by.pk)
        if person is None or not may_decide(person.role):
            raise NotAllowed
        # The lock makes two people of the staff take turns: the second one finds no open report.
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        reports = Report.objects.filter(petition=petition, settlement=None, pk__lte=until)
        numbers = Counter(reports.values_list("reason", flat=True))
        if not numbers:
            raise AlreadySettled
        settlement = _settlement(petition, outcome, words, numbers, now)
        settlement.decision, settlement.decided_by = decision, person
        settlement.save()
        reports.update(settlement=settlement, forget_at=now + KEPT_AFTER)
        tell_reporters(settlement=settlement, now=now)
        verb = f"reports_{outcome.value}"
        record_audit(actor=actor(by.pk), verb=verb, object=f"petition {petition.pid}", reason=words, now=now)
    return settlement


def _settlement(petition: Petition, outcome: Outcome, words: str, numbers: dict[str, int], now: datetime) -> Settlement:
    # What was decided against the petition has had its own letter to the starter.
    is_told = outcome is Outcome.LEFT and petition.starter_id is not None
    return Settlement(
        petition=petition,
        outcome=outcome.value,
        words=words,
        at=now,
        numbers=dict(sorted(numbers.items())),
        letter_kind="left" if is_told else "",
        letter_due=now if is_told else None,
        letter_number=1 if is_told else 0,
    )
