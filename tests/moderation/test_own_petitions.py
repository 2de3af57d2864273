"""Whoever started a petition does not decide about it as one of the staff, as long as anybody else could."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.cast import MEHTAP, OSCAR
from tests.moderation.deciding import WORDS, handed_in, refused, state_of
from tests.signing import make_staff
from undersigned.accounts.actions.approve import approve
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.rules import TwoPersonAct
from undersigned.moderation.actions.answer_appeal import answer_appeal
from undersigned.moderation.actions.appeal import appeal
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.moderation.actions.hold import hold
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.moderation.appeals import waiting_appeals
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import OwnPetition
from undersigned.petitions.rules.states import State

pytestmark = pytest.mark.django_db

WHY: dict[str, Any] = {"words": WORDS, "code": "unclear"}


@pytest.mark.parametrize("act", [publish, refuse, ask_correction])
def test_the_starter_does_not_decide_while_another_could(act: Callable[..., Any], now: datetime) -> None:
    petition, mehtap = handed_in(now), make_staff(now=now, person=MEHTAP)
    why = {} if act is publish else WHY
    nora = make_staff(now=now)
    with pytest.raises(OwnPetition):
        act(petition_id=petition.pk, by=mehtap, now=now, **why)
    assert (state_of(petition), Decision.objects.count()) == (State.HELD, 0)
    act(petition_id=petition.pk, by=nora, now=now, **why)
    assert Decision.objects.get().decided_by_id == nora.pk


def test_whoever_is_alone_decides_about_their_own(now: datetime) -> None:
    petition, mehtap = handed_in(now), make_staff(now=now, person=MEHTAP)
    make_staff(now=now, person=OSCAR, role="reader")
    publish(petition_id=petition.pk, by=mehtap, now=now)
    stop(petition_id=petition.pk, by=mehtap, now=now, **WHY)
    assert state_of(petition) == State.CLOSED


def test_nobody_answers_their_own_appeal(now: datetime) -> None:
    nora, oscar, mehtap = (make_staff(now=now), *(make_staff(now=now, person=one) for one in (OSCAR, MEHTAP)))
    petition = refused(now, nora)
    appeal(petition_id=petition.pk, words="It is clear.", by=mehtap, now=now)
    for is_granted in (True, False):
        with pytest.raises(OwnPetition):
            answer_appeal(petition_id=petition.pk, is_granted=is_granted, words="Yes.", by=mehtap, now=now)
    assert state_of(petition) == State.REFUSED
    may = [waiting_appeals(petition.pk, one)[0].may_answer for one in (nora, oscar, mehtap)]
    assert may == [False, True, False]
    answer_appeal(petition_id=petition.pk, is_granted=True, words="Yes.", by=oscar, now=now)
    assert state_of(petition) == State.PUBLISHED


def test_the_starter_proposes_what_another_approves_who_keeps_it_to_read_it(now: datetime) -> None:
    nora, mehtap = make_staff(now=now), make_staff(now=now, person=MEHTAP)
    petition = handed_in(now, publication="immediate")
    take_down(petition_id=petition.pk, words=WORDS, code="libel", by=nora, now=now)
    row = propose(act=TwoPersonAct.PUT_BACK, subject=petition.pk, about="it", reason="Why not.", by=mehtap, now=now)
    hold(petition_id=petition.pk, by=nora, now=now)
    approve(proposal_id=row.pk, by=nora, now=now)
    assert state_of(petition) == State.CLOSED
