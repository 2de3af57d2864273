"""A role that goes opens no way round four eyes, blocks nobody, and everybody hears of it."""

from datetime import datetime, timedelta

import pytest

from tests.cast import BEN, IDA, NORA, OSCAR, Person
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from undersigned.accounts.actions.approve import approve
from undersigned.accounts.actions.create_staff import create_staff
from undersigned.accounts.actions.do_alone import do_alone
from undersigned.accounts.actions.grant_role import grant_role
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.actions.withdraw_role import withdraw_role
from undersigned.accounts.models import Account, Proposal
from undersigned.accounts.rules import ActImpossible, ProposalOver, Standing, TwoPersonAct
from undersigned.jobs.models import Job

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)
WEEK = timedelta(days=7)
ACT = TwoPersonAct.GRANT_ROLE


def administrator(now: datetime, person: Person = NORA) -> Account:
    return make_staff(now=now, person=person, role="administrator")


def proposed(by: Account, now: datetime, *, subject: int, role: str = "reader") -> Proposal:
    return propose(act=ACT, subject=subject, detail=role, about="somebody", reason="It is needed.", by=by, now=now)


def test_whoever_takes_the_other_ones_role_waits_a_week_and_they_hear_of_it(now: datetime, mailbox: PostOffice) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    withdraw_role(account_id=oscar.pk, reason="Because.", by=nora, now=now)
    row = proposed(nora, now, subject=oscar.pk)
    assert row.due_at == now + WEEK
    assert Job.objects.get(action__endswith="do_alone").due == now + WEEK
    deliver_all(now=now)
    assert "seven days" in mailbox.last(OSCAR.email).subject
    # The pages of the staff are closed to whom the role was taken from.
    assert "/staff/" not in mailbox.last(OSCAR.email).text
    assert "/staff/proposals/" in mailbox.last(NORA.email).text
    do_alone(proposal_id=row.pk, now=now + WEEK - timedelta(seconds=1))
    assert Proposal.objects.get(pk=row.pk).standing == Standing.WAITING
    do_alone(proposal_id=row.pk, now=now + WEEK)
    assert Proposal.objects.get(pk=row.pk).standing == Standing.DONE


def test_a_week_later_or_of_another_role_it_is_a_day(now: datetime, mailbox: PostOffice) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    ben = make_staff(now=now, person=BEN, role="moderator")
    withdraw_role(account_id=oscar.pk, reason="Because.", by=nora, now=now)
    assert proposed(nora, now + WEEK, subject=ben.pk).due_at == now + WEEK + DAY
    withdraw_role(account_id=ben.pk, reason="Left.", by=nora, now=now + WEEK)
    assert proposed(nora, now + WEEK, subject=ben.pk, role="integrity").due_at == now + WEEK + DAY


def test_who_has_the_role_again_is_asked(now: datetime) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    withdraw_role(account_id=oscar.pk, reason="Because.", by=nora, now=now)
    create_staff(email=OSCAR.email, role="administrator", now=now)
    assert proposed(nora, now, subject=oscar.pk).due_at is None


def test_everybody_of_the_staff_hears_that_a_role_went(now: datetime, mailbox: PostOffice) -> None:
    nora, oscar = administrator(now), make_staff(now=now, person=OSCAR, role="moderator")
    make_staff(now=now, person=IDA, role="reader")
    withdraw_role(account_id=oscar.pk, reason="He <left>.", by=nora, now=now)
    assert deliver_all(now=now) == 2
    to_him, to_her = mailbox.last(OSCAR.email), mailbox.last(IDA.email)
    assert "Your role" in to_him.subject
    assert "He <left>." in to_him.text
    assert "o…@" in to_her.subject
    assert "Moderator" in to_her.text
    assert "n…@" in to_her.text
    assert NORA.email not in to_him.text + to_her.text


def test_what_somebody_without_the_role_had_proposed_blocks_nobody(now: datetime) -> None:
    nora, oscar, ida = administrator(now), administrator(now, OSCAR), administrator(now, IDA)
    first = proposed(nora, now, subject=oscar.pk)
    # Given another role instead of losing it, Nora's proposal goes on standing there, and nobody can approve it.
    create_staff(email=NORA.email, role="moderator", now=now)
    with pytest.raises(ProposalOver):
        approve(proposal_id=first.pk, by=oscar, now=now)
    again = proposed(ida, now, subject=oscar.pk)
    assert again.pk != first.pk
    assert Proposal.objects.get(pk=first.pk).standing == Standing.EXPIRED
    approve(proposal_id=again.pk, by=oscar, now=now)


def test_too_old_a_proposal_makes_room_before_the_sweep(now: datetime) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    first = proposed(nora, now, subject=oscar.pk)
    assert proposed(nora, now + WEEK - timedelta(seconds=1), subject=oscar.pk).pk == first.pk
    assert proposed(nora, now + WEEK, subject=oscar.pk).pk != first.pk


def test_a_proposal_that_lost_its_partners_is_made_anew(now: datetime) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    first = proposed(nora, now, subject=oscar.pk)
    assert first.due_at is None
    withdraw_role(account_id=oscar.pk, reason="Because.", by=nora, now=now)
    again = proposed(nora, now, subject=oscar.pk)
    assert (again.pk != first.pk, again.due_at) == (True, now + WEEK)
    assert proposed(nora, now + DAY, subject=oscar.pk).pk == again.pk


@pytest.mark.parametrize("role", ["reader", "moderator"])
def test_the_last_administrator_stays_one_by_any_grant(now: datetime, role: str) -> None:
    nora = administrator(now)
    row = proposed(nora, now, subject=nora.pk, role=role)
    do_alone(proposal_id=row.pk, now=now + DAY)
    assert Proposal.objects.get(pk=row.pk).standing == Standing.FAILED
    assert Account.objects.get(pk=nora.pk).role == "administrator"


def test_one_of_two_administrators_may_become_something_else(now: datetime) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    row = proposed(nora, now, subject=nora.pk)
    approve(proposal_id=row.pk, by=oscar, now=now)
    assert Account.objects.get(pk=nora.pk).role == "reader"
    with pytest.raises(ActImpossible):
        grant_role(subject=oscar.pk, detail="reader", reason="x", by=oscar, now=now)
