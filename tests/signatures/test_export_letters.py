"""Whoever asked for a file of signers hears once that it is ready; the letter opens nothing and names nobody."""

from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client

from tests.cast import NORA, OSCAR, WEI
from tests.makers import make_held
from tests.post_office import PostOffice
from tests.signatures.test_counting import publish_round, stand
from tests.signing import deliver_all, make_staff
from undersigned.accounts.actions.approve import approve
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.models import Account
from undersigned.accounts.rules import TwoPersonAct
from undersigned.jobs.actions.run_due import run_due
from undersigned.keys.petition_keys import destroy_petition_keys
from undersigned.ledger.actions.open_log import open_log
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.destroy_export import destroy_export
from undersigned.signatures.actions.make_export import make_export
from undersigned.signatures.export_models import Export, ExportLetter
from undersigned.signatures.rules.exporting import KEPT_FOR

pytestmark = pytest.mark.django_db
SUBJECT = "A file that you asked for is ready"


@pytest.fixture
def petition(house: object, now: datetime, mailbox: PostOffice) -> Petition:
    open_log(now=now)
    found = publish(petition_id=make_held(now).pk, now=now)
    stand(found, WEI, now, mailbox, updates="1")
    publish_round(now)
    return found


@pytest.fixture
def approved(petition: Petition, now: datetime) -> Export:
    """NORA asked, OSCAR approved; the job has not run."""
    nora = make_staff(now=now, role="administrator")
    oscar = make_staff(now=now, person=OSCAR, role="administrator")
    named = {"detail": "news", "about": f"petition {petition.pid}", "reason": "For the letter."}
    proposal = propose(act=TwoPersonAct.EXPORT, subject=petition.pk, by=nora, now=now, **named)
    approve(proposal_id=proposal.pk, by=oscar, now=now)
    return Export.objects.get()


def told(mailbox: PostOffice, email: str, now: datetime) -> list[str]:
    deliver_all(now=now)
    return [one.text for one in mailbox.to(email) if SUBJECT in one.subject]


def test_who_asked_hears_of_it_once_and_nobody_else(approved: Export, now: datetime, mailbox: PostOffice) -> None:
    assert told(mailbox, NORA.email, now) == []
    run_due(clock=lambda: now)
    make_export(export_id=str(approved.pk), now=now)
    [letter] = told(mailbox, NORA.email, now)
    assert told(mailbox, NORA.email, now) == [letter]
    assert told(mailbox, OSCAR.email, now) == []
    assert f"/staff/petitions/{approved.petition.slug}/export/" in letter
    assert "4 March 2026, 12:00 UTC" in letter


def test_it_names_nobody_and_its_link_opens_nothing_without_signing_in(
    approved: Export, now: datetime, mailbox: PostOffice
) -> None:
    run_due(clock=lambda: now)
    deliver_all(now=now)
    letter = mailbox.last(NORA.email)
    whole = letter.text + letter.subject + str(letter.message)
    for part in (WEI.name, WEI.email, str(approved.pk), approved.pk.hex, approved.petition.pid):
        assert part not in whole
    answer = Client().get(letter.link.removeprefix("http://testserver"))
    assert answer.status_code == 302
    assert "/desk/sign-in/" in answer["Location"]


def test_of_what_is_gone_or_over_nobody_hears(approved: Export, now: datetime, mailbox: PostOffice) -> None:
    run_due(clock=lambda: now)
    assert told(mailbox, NORA.email, now + KEPT_FOR) == []
    ExportLetter.objects.update(letter_due=now)
    destroy_export(export_id=approved.pk, by="tests", now=now)
    assert told(mailbox, NORA.email, now) == []


def test_where_the_keys_went_meanwhile_there_is_nothing_to_tell(
    approved: Export, now: datetime, mailbox: PostOffice
) -> None:
    destroy_petition_keys(approved.petition.pid)
    run_due(clock=lambda: now)
    assert not ExportLetter.objects.exists()


def test_who_may_not_take_it_any_more_is_not_told(approved: Export, now: datetime, mailbox: PostOffice) -> None:
    run_due(clock=lambda: now)
    Account.objects.filter(pk=approved.asked_by_id).update(role="moderator")
    assert told(mailbox, NORA.email, now) == []


def test_a_kill_leaves_no_letter_about_a_file_that_is_not_ready(
    approved: Export, now: datetime, mailbox: PostOffice
) -> None:
    with transaction.atomic():
        make_export(export_id=str(approved.pk), now=now)
        assert ExportLetter.objects.count() == 1
        transaction.set_rollback(True)
    approved.refresh_from_db()
    assert (approved.stage, ExportLetter.objects.count()) == ("making", 0)
    run_due(clock=lambda: now)
    assert len(told(mailbox, NORA.email, now)) == 1
