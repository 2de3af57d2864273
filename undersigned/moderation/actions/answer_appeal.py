"""Answer an appeal."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.appeals import may_answer_it, open_appeals
from undersigned.moderation.models import Decision
from undersigned.moderation.queries import check_not_own, deciding_person, others_who_decide, stop_of
from undersigned.moderation.rules import GRANTED_BY, AppealAnswered, Kind, SamePerson, TakesADay, checked_words
from undersigned.petitions.actions.hide_part import hide_part
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.put_back import put_back
from undersigned.petitions.actions.reopen import reopen
from undersigned.petitions.models import Petition

EFFECTS: Final[dict[Kind, Callable[..., object]]] = {
    Kind.PUBLISH: publish,
    Kind.REOPEN: reopen,
}


def answer_appeal(
    *, petition_id: int, is_granted: bool, words: str, appeal: int | None = None, by: Account, now: datetime
) -> Decision:
    """The appeal that waits is answered by a second decision beside the first; the starter is told; one transaction.

    Granted: a refused petition is published, a stopped one open again, a hidden part shown, one taken down stands
    again, closed. `appeal` is its id where several wait. Another person than the first decides: SamePerson otherwise,
    unless nobody else could; then the decision says so. Nor does the starter, where they are of the staff. What was
    taken down is never shown again by one of these two alone: TakesADay. Raises what `decide` raises, AppealAnswered,
    and StepRefused where a stop is too long ago to be undone.
    """
    with transaction.atomic():
        person, words = deciding_person(by), checked_words(Kind.UPHOLD, words)
        # Every act on a petition begins with its lock, so that two answers take turns.
        check_not_own(Petition.objects.select_for_update().get(pk=petition_id), person)
        found = next((one for one in open_appeals(petition_id) if appeal in {None, one.pk}), None)
        if found is None:
            raise AppealAnswered
        first = found.decision
        if not may_answer_it(found, person, others_who_decide(person.pk)):
            raise SamePerson
        kind = GRANTED_BY[Kind(first.kind)] if is_granted else Kind.UPHOLD
        if kind == Kind.PUT_BACK and not may_answer_it(found, person, others=1):
            raise TakesADay

        def effect(_reason: Reason) -> None:
            if is_granted:
                _grant(kind, first, now)

        reason = Reason(words, part=first.part)
        return decide(kind=kind, petition_id=petition_id, reason=reason, by=by, now=now, effect=effect, appeal=found)


def _grant(kind: Kind, first: Decision, now: datetime) -> None:
    if kind == Kind.SHOW:
        hide_part(petition_id=first.petition_id, part=first.part, is_hidden=False, now=now)
    elif kind == Kind.PUT_BACK:
        put_back(petition_id=first.petition_id, stop=stop_of(first.petition_id), now=now)
    else:
        EFFECTS[kind](petition_id=first.petition_id, now=now)
