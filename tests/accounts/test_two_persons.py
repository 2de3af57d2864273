"""What takes two: proposed by one, approved by another, done once; alone it waits a day and everybody is told."""

from datetime import datetime, timedelta

import pytest

from tests.cast import BEN, IDA, MEHTAP, NORA, OSCAR, Person
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from undersigned.accounts.actions.approve import approve
from undersigned.accounts.actions.begin_staff_session import begin_staff_session
from undersigned.accounts.actions.cancel_proposal import cancel_proposal
from undersigned.accounts.actions.do_alone import do_alone
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.actions.expire_proposals import expire_proposals
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.actions.withdraw_role import withdraw_role
from undersigned.accounts.models import Account, AuditEntry, Proposal, StaffSession
from undersigned.accounts.rules import (
    ActImpossible,
    LastAdministrator,
    NotAllowed,
    ProposalOver,
    ReasonMissing,
    SamePerson,
    Standing,
    TwoPersonAct,
)
from undersigned.jobs.models import Job

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)
WHY = "She is on duty at weekends."


def administrator(now: datetime, person: Person = NORA) -> Account:
    return make_staff(now=now, person=person, role="administrator")


def role_for(person: Person, by: Account, now: datetime, role: str = "moderator") -> Proposal:
    account = ensure_account(email=person.email, now=now)
    act = TwoPersonAct.GRANT_ROLE
    return propose(act=act, subject=account.pk, detail=role, about=f"account {account.pk}", reason=WHY, by=by, now=now)


def role_of(person: Person, now: datetime) -> str:
    return ensure_account(email=person.email, now=now).role


def test_another_administrator_approves(now: datetime, mailbox: PostOffice) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    row = role_for(MEHTAP, nora, now)
    assert row.due_at is None
    assert role_of(MEHTAP, now) == ""
    assert deliver_all(now=now) == 1
    assert "/staff/proposals/" in mailbox.last(OSCAR.email).text
    with pytest.raises(SamePerson):
        approve(proposal_id=row.pk, by=nora, now=now)
    approve(proposal_id=row.pk, by=oscar, now=now)
    assert role_of(MEHTAP, now) == "moderator"
    with pytest.raises(ProposalOver):
        approve(proposal_id=row.pk, by=oscar, now=now)
    trail = [(entry.actor, entry.verb) for entry in AuditEntry.objects.order_by("pk")][2:]
    assert trail == [
        (f"account {nora.pk}", "propose.grant_role"),
        (f"account {nora.pk}", "role.grant"),
        (f"account {oscar.pk}", "approve.grant_role"),
    ]


@pytest.mark.parametrize("role", ["moderator", "integrity", "reader"])
def test_only_administrators_take_part(now: datetime, role: str) -> None:
    nora, other = administrator(now), make_staff(now=now, person=OSCAR, role=role)
    with pytest.raises(NotAllowed):
        role_for(MEHTAP, other, now)
    row = role_for(MEHTAP, nora, now)
    with pytest.raises(NotAllowed):
        approve(proposal_id=row.pk, by=other, now=now)
    with pytest.raises(NotAllowed):
        cancel_proposal(proposal_id=row.pk, reason=WHY, by=other, now=now)
    with pytest.raises(NotAllowed):
        withdraw_role(account_id=nora.pk, reason=WHY, by=other, now=now)
    assert role_of(MEHTAP, now) == ""


def test_who_lost_the_role_proposes_nothing_any_more(now: datetime) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    row = role_for(MEHTAP, nora, now)
    withdraw_role(account_id=nora.pk, reason="Left.", by=oscar, now=now)
    with pytest.raises(ProposalOver):
        approve(proposal_id=row.pk, by=oscar, now=now)
    row.refresh_from_db()
    assert (row.standing, row.decided_by_id) == (Standing.CANCELLED, oscar.pk)
    assert role_of(MEHTAP, now) == ""


def test_alone_it_waits_a_day_and_all_staff_are_told(now: datetime, mailbox: PostOffice) -> None:
    nora = administrator(now)
    make_staff(now=now, person=IDA, role="reader")
    row = role_for(MEHTAP, nora, now)
    assert row.due_at == now + DAY
    job = Job.objects.get(action__endswith="do_alone")
    assert (job.due, job.arguments) == (now + DAY, {"proposal_id": row.pk})
    assert deliver_all(now=now) == 2
    assert "24 hours" in mailbox.last(IDA.email).text
    do_alone(proposal_id=row.pk, now=now + DAY - timedelta(seconds=1))
    assert role_of(MEHTAP, now) == ""
    for _ in range(2):
        do_alone(proposal_id=row.pk, now=now + DAY)
    assert role_of(MEHTAP, now) == "moderator"
    assert AuditEntry.objects.filter(verb="alone.grant_role", actor="site").count() == 1


def test_what_was_turned_down_is_not_done_alone(now: datetime) -> None:
    nora = administrator(now)
    row = role_for(MEHTAP, nora, now)
    with pytest.raises(ReasonMissing):
        cancel_proposal(proposal_id=row.pk, reason=" - ", by=nora, now=now)
    cancel_proposal(proposal_id=row.pk, reason="A mistake.", by=nora, now=now)
    do_alone(proposal_id=row.pk, now=now + DAY)
    assert role_of(MEHTAP, now) == ""
    with pytest.raises(ProposalOver):
        cancel_proposal(proposal_id=row.pk, reason="A mistake.", by=nora, now=now)


def test_alone_and_not_possible_any_more(now: datetime) -> None:
    nora = administrator(now)
    row = role_for(MEHTAP, nora, now)
    Account.objects.filter(pk=row.subject).update(is_active=False)
    do_alone(proposal_id=row.pk, now=now + DAY)
    assert Proposal.objects.get(pk=row.pk).standing == Standing.FAILED


def test_what_cannot_be_done_goes_on_waiting(now: datetime) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    row = role_for(MEHTAP, nora, now)
    Account.objects.filter(pk=row.subject).update(is_active=False)
    with pytest.raises(ActImpossible):
        approve(proposal_id=row.pk, by=oscar, now=now)
    assert Proposal.objects.get(pk=row.pk).standing == Standing.WAITING


def test_after_seven_days_it_is_over(now: datetime) -> None:
    nora, oscar = administrator(now), administrator(now, OSCAR)
    row = role_for(MEHTAP, nora, now)
    week = now + timedelta(days=7)
    assert expire_proposals(now=week - timedelta(seconds=1)) == 0
    with pytest.raises(ProposalOver):
        approve(proposal_id=row.pk, by=oscar, now=week)
    assert expire_proposals(now=week) == 1
    assert Proposal.objects.get(pk=row.pk).standing == Standing.EXPIRED


def test_two_clicks_are_one_proposal_and_other_roles_are_another(now: datetime) -> None:
    nora = administrator(now)
    administrator(now, OSCAR)
    first = role_for(MEHTAP, nora, now)
    assert role_for(MEHTAP, nora, now).pk == first.pk
    assert role_for(MEHTAP, nora, now, role="reader").pk != first.pk
    with pytest.raises(ReasonMissing):
        propose(act=TwoPersonAct.GRANT_ROLE, subject=1, detail="reader", about="x", reason="", by=nora, now=now)


def test_a_role_is_withdrawn_at_once_but_the_last_administrators(now: datetime) -> None:
    nora, ben = administrator(now), make_staff(now=now, person=BEN, role="moderator")
    begin_staff_session(account_id=ben.pk, browser="", now=now)
    with pytest.raises(ReasonMissing):
        withdraw_role(account_id=ben.pk, reason="", by=nora, now=now)
    withdraw_role(account_id=ben.pk, reason="Left.", by=nora, now=now)
    assert role_of(BEN, now) == ""
    assert not StaffSession.objects.exists()
    with pytest.raises(LastAdministrator):
        withdraw_role(account_id=nora.pk, reason="Left.", by=nora, now=now)
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.verb, entry.object, entry.reason) == ("role.withdraw", f"account {ben.pk}", "moderator: Left.")
