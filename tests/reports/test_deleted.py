"""What is left of reports about a petition that was deleted, and what their reporters hear."""

from datetime import datetime, timedelta

import pytest

from tests.cast import OSCAR
from tests.moderation.deciding import handed_in
from tests.post_office import PostOffice
from tests.reports.telling import make_report
from tests.signing import deliver_all, make_staff
from undersigned.accounts.models import Account
from undersigned.moderation.actions.delete import delete
from undersigned.petitions.models import Petition
from undersigned.reports.actions.forget_reports import forget_reports
from undersigned.reports.actions.leave import leave
from undersigned.reports.models import Report, Settlement
from undersigned.reports.rules.reporting import KEPT_AFTER

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, mailbox: PostOffice, now: datetime) -> Petition:
    return handed_in(now, publication="immediate")


@pytest.fixture
def nora(db: None, now: datetime) -> Account:
    return make_staff(now=now)


def test_the_address_alone_stays_until_it_goes(petition: Petition, nora: Account, now: datetime) -> None:
    make_report(petition, now=now)
    make_report(petition, now=now, email=OSCAR.email)
    make_report(petition, now=now, email=OSCAR.email)
    delete(subject=petition.pk, detail="court", reason="A court said so.", by=nora, now=now)
    row = Report.objects.get()
    assert (row.words_sealed, bytes(row.origin), row.reason) == (None, b"", "libel")
    assert Settlement.objects.get().numbers == {"libel": 3}
    forget_reports(now=now + KEPT_AFTER)
    assert not Report.objects.exists()


def test_an_answer_that_has_not_left_says_what_is_true_now(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    """It was to stay, and was deleted before the letter left."""
    make_report(petition, now=now, email=OSCAR.email)
    leave(petition_id=petition.pk, until=Report.objects.get().pk, words="It stays.", by=nora, now=now)
    delete(subject=petition.pk, detail="court", reason="A court said so.", by=nora, now=now)
    for _ in range(3):
        deliver_all(now=now + timedelta(seconds=1))
    [letter] = mailbox.to(OSCAR.email)
    assert "the petition was deleted" in letter.text
    assert "It stays." not in letter.text
    assert letter.link == "http://testserver/en/contact/"


def test_who_was_answered_is_not_told_again(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    make_report(petition, now=now, email=OSCAR.email)
    leave(petition_id=petition.pk, until=Report.objects.get().pk, words="It stays.", by=nora, now=now)
    deliver_all(now=now)
    delete(subject=petition.pk, detail="court", reason="A court said so.", by=nora, now=now)
    deliver_all(now=now + timedelta(seconds=1))
    [letter] = mailbox.to(OSCAR.email)
    assert "It stays." in letter.text
    assert not Report.objects.exists()
