"""What a starter can appeal against, and the appeals that wait."""

from dataclasses import dataclass
from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.accounts.rules import may_decide
from undersigned.moderation.hidings import hidings
from undersigned.moderation.models import Appeal, Decision
from undersigned.moderation.queries import appealable, others_who_decide
from undersigned.moderation.rules import Kind, due_at, may_answer, may_appeal
from undersigned.petitions.models import Petition


@dataclass(frozen=True, slots=True)
class WaitingAppeal:
    """An appeal that waits, as one person of the staff sees it."""

    appeal: Appeal
    due: datetime
    may_answer: bool


def open_appeals(petition_id: int) -> list[Appeal]:
    """The appeals that wait for their answer, the oldest first; at most one about each decision."""
    return list(Appeal.objects.filter(petition_id=petition_id, answers=None).select_related("decision", "petition"))


def waiting_appeals(petition_id: int, person: Account) -> list[WaitingAppeal]:
    """The same, and whether this person may answer each."""
    found, decides = open_appeals(petition_id), may_decide(person.role)
    others = others_who_decide(person.pk) if found else 0
    return [WaitingAppeal(one, due_at(one.at), decides and may_answer_it(one, person, others)) for one in found]


def may_answer_it(one: Appeal, person: Account, others: int) -> bool:
    """Whether this person may answer, where so many others could: neither who decided first nor who appeals."""
    first, starter = one.decision.decided_by_id, one.petition.starter_id
    return may_answer(first=first, starter=starter, second=person.pk, others=others)


def appealables(petition: Petition, now: datetime) -> list[Decision]:
    """The decisions that stand and that nobody has appealed against: the one about the whole petition first."""
    whole = appealable(petition, now)
    hiding = [one.decision for one in hidings(petition) if one.decision is not None]
    young = [one for one in hiding if may_appeal(Kind.HIDE, one.at, petition.state, now)]
    asked = set(Appeal.objects.filter(decision__in=young).values_list("decision", flat=True)) if young else set()
    return ([whole] if whole else []) + [one for one in young if one.pk not in asked]
