"""Decide about a petition: what the three decisions have in common."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import NotAllowed, actor, may_decide
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import DECIDED_FROM, AlreadyDecided, Kind, checked_words
from undersigned.petitions.models import Petition


def decide(
    *, kind: Kind, petition_id: int, words: str, by: Account, now: datetime, effect: Callable[[str], object]
) -> Decision:
    """The decision is recorded, its effect on the petition done, the starter's letter waits: all or nothing.

    `effect` is called with the checked words, in the transaction. The role is read anew, not believed from a session
    that may be hours old. Raises NotAllowed, WordsMissing, WordsTooLong, AlreadyDecided.
    """
    words = checked_words(kind, words)
    with transaction.atomic():
        person = account_by_id(by.pk)
        if person is None or not may_decide(person.role):
            raise NotAllowed
        # The lock makes two moderators take turns: the second one sees what the first decided.
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state not in DECIDED_FROM[kind]:
            raise AlreadyDecided(petition.state)
        effect(words)
        record_audit(actor=actor(by.pk), verb=kind.value, object=f"petition {petition.pid}", reason=words, now=now)
        return _recorded(petition, kind, words, person, now)


def _recorded(petition: Petition, kind: Kind, words: str, by: Account, now: datetime) -> Decision:
    has_reader = petition.starter_id is not None
    return Decision.objects.create(
        petition=petition,
        kind=kind.value,
        words=words,
        decided_by=by,
        at=now,
        letter_kind=kind.value if has_reader else "",
        letter_due=now if has_reader else None,
        letter_number=1 if has_reader else 0,
    )
