"""A search says how many have confirmed, for those who know no address, and always the number that its starter sees."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from tests.cast import IDA, MEHTAP, OSCAR, SUHARSA
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from tests.supporting import choose, confirmed, fresh, make_gathering, make_supporter, moderated, work
from undersigned.accounts.queries import account_by_email
from undersigned.jobs.models import Job
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.petitions.actions.resubmit import resubmit
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.withdraw import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asking(house: object, settings: Any) -> None:
    choose(settings, supporters=4)


@pytest.fixture
def petition(now: datetime) -> Petition:
    return make_gathering(now)


def noted(petition: Petition, now: datetime) -> int:
    """What the search says, which is what its starter sees."""
    work(now)
    number = Gathering.objects.values_list("confirmed", flat=True).get(petition=petition)
    assert number == confirmed(petition)
    return number


def test_it_counts_who_confirms_and_the_starter_apart(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    assert noted(petition, now) == 0
    make_supporter(petition, MEHTAP, mailbox=mailbox, now=now)
    assert noted(petition, now) == 0
    for number, person in enumerate((OSCAR, IDA), start=1):
        make_supporter(petition, person, mailbox=mailbox, now=now)
        assert noted(petition, now) == number


def test_who_takes_it_back_is_counted_no_more(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    rows = [make_supporter(petition, one, mailbox=mailbox, now=now).signature_id for one in (OSCAR, IDA, SUHARSA)]
    assert noted(petition, now) == 3
    assert withdraw(signature_id=rows[0], now=now)
    assert noted(petition, now) == 2
    assert erase(signature_id=rows[1], email=IDA.email, now=now)
    assert noted(petition, now) == 1


def test_also_while_a_moderator_reads(petition: Petition, now: datetime, mailbox: PostOffice, settings: Any) -> None:
    Gathering.objects.update(needed=2)
    held = moderated(petition, mailbox, now)
    assert noted(held, now) == 2
    row = make_row(held)
    assert withdraw(signature_id=row, now=now)
    assert (noted(held, now), fresh(held).state) == (1, "held")


def make_row(petition: Petition) -> Any:
    return petition.signatures.filter(state="supporting").values_list("pk", flat=True)[0]


def test_who_is_asked_again_is_counted_when_they_confirm_again(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    Gathering.objects.update(needed=2)
    held = moderated(petition, mailbox, now)
    ask_correction(petition_id=held.pk, words="Say when.", code="unclear", by=make_staff(now=now), now=now)
    save_draft(petition_id=held.pk, change=DraftChange(story="The last train leaves at 20:15."), now=now)
    starter, later = account_by_email(MEHTAP.email), now + timedelta(hours=1)
    assert starter is not None
    resubmit(petition_id=held.pk, account=starter, now=later)
    assert (noted(held, later), fresh(held).state) == (0, "gathering")
    deliver_all(now=later)
    token = mailbox.last(OSCAR.email).text.partition("/confirm/")[2].split()[0]
    assert confirm(token=token, now=later) is not None
    assert noted(held, later) == 1


def test_searches_of_an_older_version_are_counted_by_its_migration(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=now)
    work(now)
    Gathering.objects.update(confirmed=0)
    assert not Job.objects.exists()
    migration = import_module("undersigned.petitions.migrations.0009_searches_looked_after")
    migration.count_anew(apps, None)
    job = Job.objects.get()
    assert noted(petition, job.due) == 1
