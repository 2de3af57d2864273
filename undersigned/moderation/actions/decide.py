"""Decide about a petition: what all decisions have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.moderation.models import Appeal, Decision, Hold
from undersigned.moderation.queries import check_free, check_not_own, deciding_person, original_of
from undersigned.moderation.rules import (
    ALSO_BY_APPEAL,
    DECIDED_FROM,
    GRANTED_BY,
    AlreadyDecided,
    AppealOpen,
    Kind,
    checked_code,
    checked_words,
    is_secret,
)
from undersigned.petitions.models import Petition


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as the staff typed it: words to the starter, a code of the list, and of which petition it is a duplicate."""

    words: str = ""
    code: str = ""
    original: str = ""
    """Address or slug of the petition that a duplicate repeats."""
    part: str = ""
    """What is hidden or shown again."""

    @property
    def told(self) -> str:
        """All of it in one line of the audit trail."""
        return ": ".join(filter(None, [self.code, self.part, self.words]))

    @property
    def public_words(self) -> str:
        """What everybody may read of the words: nothing where the code is secret."""
        return "" if is_secret(self.code) else self.words

    @property
    def public_code(self) -> str:
        """What everybody may read of the code."""
        return "" if is_secret(self.code) else self.code


def decide(
    *,
    kind: Kind,
    petition_id: int,
    reason: Reason,
    by: Account,
    now: datetime,
    effect: Callable[[Reason], object],
    appeal: Appeal | None = None,
    is_by_two: bool = False,
) -> Decision:
    """The decision is recorded, its effect on the petition done, the starter's letter waits: all or nothing.

    `effect` is called with the checked reason, in the transaction. The role is read anew, not believed from a session
    that may be hours old. With `appeal` the decision answers it. With `is_by_two` it was proposed, and another person
    has approved it, who may have kept the petition to read it: `by` may be its starter then. Raises NotAllowed,
    WordsMissing, WordsTooLong, CodeMissing, OriginalMissing, OwnPetition, AlreadyDecided, HeldByAnother, AppealOpen.
    """
    with transaction.atomic():
        person = deciding_person(by)
        reason = _checked(kind, reason)
        # The lock makes two moderators take turns: the second one sees what the first decided.
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if not is_by_two:
            _check_one_person(petition, person, now)
        _check_possible(petition, kind, reason.part, appeal)
        decision = _recorded(petition, kind, reason, person, appeal, now)
        effect(reason)
        Hold.objects.filter(petition=petition).delete()
        about = f"petition {petition.pid}"
        record_audit(actor=actor(by.pk), verb=kind.value, object=about, reason=reason.told, now=now)
        return decision


def _checked(kind: Kind, reason: Reason) -> Reason:
    return Reason(checked_words(kind, reason.words), checked_code(kind, reason.code), reason.original, reason.part)


def _check_one_person(petition: Petition, person: Account, now: datetime) -> None:
    """It is not their own petition, and nobody else reads it now."""
    check_not_own(petition, person)
    check_free(petition, person, now)


def _check_possible(petition: Petition, kind: Kind, part: str, appeal: Appeal | None) -> None:
    states = DECIDED_FROM[kind] | (ALSO_BY_APPEAL.get(kind, frozenset()) if appeal else frozenset())
    if petition.deleted_at is not None or petition.state not in states:
        raise AlreadyDecided(petition.state)
    if appeal is None and _is_appealed(petition, kind, part):
        raise AppealOpen


def _is_appealed(petition: Petition, kind: Kind, part: str) -> bool:
    """Whether an appeal waits that this decision would grant without answering it."""
    kinds = [first.value for first, grant in GRANTED_BY.items() if grant == kind]
    rows = Appeal.objects.filter(petition=petition, answers=None, decision__kind__in=kinds, decision__part=part)
    return bool(kinds) and rows.exists()


def _waited(petition: Petition, kind: Kind, appeal: Appeal | None, now: datetime) -> int | None:
    """Whole seconds since it was handed in, or since the appeal; None for what nobody waits for."""
    if appeal is not None:
        return max(0, int((now - appeal.at).total_seconds()))
    if petition.state != "held" or petition.submitted_at is None or kind == Kind.EDIT:
        return None
    return max(0, int((now - petition.submitted_at).total_seconds()))


def _recorded(
    petition: Petition, kind: Kind, reason: Reason, by: Account, appeal: Appeal | None, now: datetime
) -> Decision:
    """The row is written, with what it answers and how long that had waited."""
    has_reader = petition.starter_id is not None
    return Decision.objects.create(
        petition=petition,
        kind=kind.value,
        words=reason.words,
        code=reason.code,
        duplicate_of=original_of(reason.code, reason.original, petition.pk),
        part=reason.part,
        answers=appeal,
        is_same_person=appeal is not None and appeal.decision.decided_by_id == by.pk,
        waited_seconds=_waited(petition, kind, appeal, now),
        decided_by=by,
        at=now,
        letter_kind=kind.value if has_reader else "",
        letter_due=now if has_reader else None,
        letter_number=1 if has_reader else 0,
    )
