"""Appeals: by whom, once, answered by whom, with which effect; and two moderators at once."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connections

from tests.cast import MEHTAP, SUHARSA, VICTOR
from tests.moderation.deciding import WORDS, handed_in, refused, second_moderator, starter_of, state_of
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from undersigned.accounts.actions.do_alone import do_alone
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.rules import TwoPersonAct
from undersigned.ledger.models import Event
from undersigned.moderation.actions.answer_appeal import answer_appeal
from undersigned.moderation.actions.appeal import appeal
from undersigned.moderation.actions.hold import hold
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.reopen import reopen
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.moderation.models import Appeal, Decision, Hold
from undersigned.moderation.queries import appealable
from undersigned.moderation.record import entries, record
from undersigned.moderation.rules import (
    AppealAnswered,
    AppealOpen,
    AppealRefused,
    HeldByAnother,
    SamePerson,
    TakesADay,
    WordsMissing,
)
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.similar import similar_petitions
from undersigned.petitions.rules.states import State

pytestmark = pytest.mark.django_db


def test_an_appeal_is_answered_by_another_person_and_both_decisions_stay(now: datetime, mailbox: PostOffice) -> None:
    nora, oscar = make_staff(now=now), second_moderator(now)
    petition = refused(now, nora)
    first = Decision.objects.get()
    made = appeal(petition_id=petition.pk, words="It is clear.", by=starter_of(petition), now=now)
    for act in (
        lambda: answer_appeal(petition_id=petition.pk, is_granted=False, words="No.", by=nora, now=now),
        lambda: publish(petition_id=petition.pk, by=nora, now=now),
        lambda: publish(petition_id=petition.pk, by=oscar, now=now),
    ):
        with pytest.raises((SamePerson, AppealOpen)):
            act()
    later = now + timedelta(days=3)
    answer = answer_appeal(petition_id=petition.pk, is_granted=True, words="You are right.", by=oscar, now=later)
    assert (answer.kind, answer.answers, answer.is_same_person, answer.waited_seconds) == (
        "publish",
        made,
        False,
        259200,
    )
    assert state_of(petition) == State.PUBLISHED
    assert Decision.objects.get(pk=first.pk).words == WORDS
    with pytest.raises(AppealAnswered):
        answer_appeal(petition_id=petition.pk, is_granted=False, words="No.", by=oscar, now=later)
    deliver_all(now=later)
    assert "You are right." in mailbox.last(MEHTAP.email).text


def test_one_appeal_per_decision_by_the_starter_in_time(now: datetime) -> None:
    nora, oscar = make_staff(now=now), second_moderator(now)
    petition = refused(now, nora)
    mine = starter_of(petition)
    for who, moment in ((oscar, now), (mine, now + timedelta(days=183))):
        with pytest.raises(AppealRefused):
            appeal(petition_id=petition.pk, words="It is clear.", by=who, now=moment)
    with pytest.raises(WordsMissing):
        appeal(petition_id=petition.pk, words=" … ", by=mine, now=now)
    appeal(petition_id=petition.pk, words="It is clear.", by=mine, now=now)
    with pytest.raises(AppealRefused):
        appeal(petition_id=petition.pk, words="Once more.", by=mine, now=now)
    answer_appeal(petition_id=petition.pk, is_granted=False, words="It is not.", by=oscar, now=now)
    with pytest.raises(AppealRefused):
        appeal(petition_id=petition.pk, words="Once more.", by=mine, now=now)
    assert state_of(petition) == State.REFUSED
    assert Appeal.objects.count() == 1


def test_a_petition_that_its_starter_closed_was_not_stopped(now: datetime) -> None:
    petition, nora = handed_in(now, publication="immediate"), make_staff(now=now)
    close(petition_id=petition.pk, now=now)
    assert appealable(Petition.objects.get(pk=petition.pk), now) is None
    take_down(petition_id=petition.pk, words=WORDS, code="libel", by=nora, now=now)
    assert appealable(Petition.objects.get(pk=petition.pk), now) is not None


def test_what_was_taken_down_stands_again_closed(now: datetime) -> None:
    nora, oscar = make_staff(now=now), second_moderator(now)
    petition = handed_in(now, publication="immediate")
    take_down(petition_id=petition.pk, words=WORDS, code="libel", by=nora, now=now)
    assert similar_petitions("A night train to Kavakdere", "en") == []
    appeal(petition_id=petition.pk, words="It is true.", by=starter_of(petition), now=now)
    answer_appeal(petition_id=petition.pk, is_granted=True, words="It is.", by=oscar, now=now)
    assert state_of(petition) == State.CLOSED
    assert [one.slug for one in similar_petitions("A night train to Kavakdere", "en")] == [petition.slug]
    assert list(Event.objects.filter(pid=petition.pid).order_by("pk").values_list("type", flat=True)) == [
        "open",
        "close",
    ]


def test_a_granted_appeal_against_a_stop_opens_signing(now: datetime) -> None:
    nora, oscar = make_staff(now=now), second_moderator(now)
    petition = handed_in(now, publication="immediate")
    stop(petition_id=petition.pk, words=WORDS, code="unsourced", by=nora, now=now)
    appeal(petition_id=petition.pk, words="Here is the source.", by=starter_of(petition), now=now)
    with pytest.raises(AppealOpen):
        reopen(petition_id=petition.pk, words="Yes.", by=nora, now=now)
    answer_appeal(petition_id=petition.pk, is_granted=True, words="Thank you.", by=oscar, now=now)
    assert state_of(petition) == State.PUBLISHED


def test_who_is_alone_decides_again_and_the_record_says_so(now: datetime) -> None:
    nora = make_staff(now=now)
    make_staff(now=now, person=VICTOR, role="reader")
    petition = refused(now, nora)
    appeal(petition_id=petition.pk, words="It is clear.", by=starter_of(petition), now=now)
    assert record(now).appeals.waiting == 1
    answer_appeal(petition_id=petition.pk, is_granted=False, words="It is not.", by=nora, now=now)
    appeals = record(now).appeals
    assert (appeals.total, appeals.turned_down, appeals.granted, appeals.same_person) == (1, 1, 0, 1)
    assert [(one.kind, one.is_same_person) for one in entries()] == [("uphold", True), ("refuse", False)]


def test_alone_an_appeal_against_a_taking_down_is_answered_after_a_day(now: datetime, mailbox: PostOffice) -> None:
    nora = make_staff(now=now)
    petition = handed_in(now, starter=SUHARSA, publication="immediate")
    take_down(petition_id=petition.pk, words=WORDS, code="court", by=nora, now=now)
    made = appeal(petition_id=petition.pk, words="The order is lifted.", by=starter_of(petition), now=now)
    with pytest.raises(TakesADay):
        answer_appeal(petition_id=petition.pk, is_granted=True, words="It is.", by=nora, now=now)
    why = {"about": "it", "reason": "The court has lifted it."}
    row = propose(act=TwoPersonAct.PUT_BACK, subject=petition.pk, by=nora, now=now, **why)
    assert state_of(petition) == State.TAKEN_DOWN
    do_alone(proposal_id=row.pk, now=now + timedelta(days=1))
    assert state_of(petition) == State.CLOSED
    answer = Decision.objects.get(answers=made)
    assert (answer.kind, answer.is_same_person, answer.waited_seconds) == ("put_back", True, 86400)
    deliver_all(now=now + timedelta(days=1))
    assert "This answers your appeal. The person who decided first" in mailbox.last(SUHARSA.email).text


def test_what_one_proposed_alone_waits_for_whoever_has_come_to_answer(now: datetime) -> None:
    nora = make_staff(now=now)
    petition = handed_in(now, publication="immediate")
    take_down(petition_id=petition.pk, words=WORDS, code="court", by=nora, now=now)
    appeal(petition_id=petition.pk, words="The order is lifted.", by=starter_of(petition), now=now)
    why = {"about": "it", "reason": "The court has lifted it."}
    row = propose(act=TwoPersonAct.PUT_BACK, subject=petition.pk, by=nora, now=now, **why)
    oscar = second_moderator(now)
    do_alone(proposal_id=row.pk, now=now + timedelta(days=1))
    assert state_of(petition) == State.TAKEN_DOWN
    answer_appeal(petition_id=petition.pk, is_granted=True, words="It is.", by=oscar, now=now + timedelta(days=1))
    assert state_of(petition) == State.CLOSED


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once(now: datetime, mailbox: PostOffice) -> None:
    """Of many answers to one appeal one stands; of many holds one person's."""
    nora, oscar = make_staff(now=now), second_moderator(now)
    petition, held = refused(now, nora), handed_in(now, title="Another lamp")
    made = appeal(petition_id=petition.pk, words="It is clear.", by=starter_of(petition), now=now)
    ida = make_staff(now=now, person=VICTOR)
    start, ended, faults = threading.Barrier(8), [], []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            ended.append(act())
        except (AppealAnswered, HeldByAnother) as told:
            faults.append(type(told))
        finally:
            connections.close_all()

    acts: list[Callable[[], object]] = [
        lambda: answer_appeal(petition_id=petition.pk, is_granted=True, words="Yes.", by=oscar, now=now),
        lambda: answer_appeal(petition_id=petition.pk, is_granted=False, words="No.", by=ida, now=now),
        lambda: hold(petition_id=held.pk, by=nora, now=now),
        lambda: hold(petition_id=held.pk, by=oscar, now=now),
    ]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) + len(faults) == 8
    assert Decision.objects.filter(answers=made).count() == 1
    assert faults.count(AppealAnswered) == 3
    assert faults.count(HeldByAnother) == 2
    assert Hold.objects.get().holder_id in {nora.pk, oscar.pk}
