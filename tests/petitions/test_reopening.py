"""Closed petitions that are opened again: the page, the log, and until when."""

from datetime import datetime, timedelta

import pytest

from tests.cast import OSCAR, WEI
from tests.makers import make_draft, make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, publish_all
from undersigned.console.doctor import check_house
from undersigned.ledger.models import Event
from undersigned.ledger.queries import shown_count
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.end_grace import end_grace
from undersigned.petitions.actions.reopen import reopen
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.pages import petition_page
from undersigned.petitions.rules.states import GRACE, LOG_CLOSES_AFTER, REOPENS_WITHIN, StepRefused

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def types_of(petition: Petition) -> list[str]:
    return list(Event.objects.filter(pid=petition.pid, n__isnull=False).order_by("n").values_list("type", flat=True))


def findings(now: datetime) -> list[str]:
    """What is wrong, but for the jobs, which are not run here."""
    return [finding for finding in check_house(now).findings if not finding.startswith("a job has waited")]


def closed(petition: Petition, now: datetime) -> datetime:
    """The petition is closed and the log says so; the time then."""
    close(petition_id=petition.pk, now=now)
    now += LOG_CLOSES_AFTER
    end_grace(petition_id=petition.pk, now=now)
    return publish_all(now=now)


def test_a_reopened_petition_can_be_signed_and_the_log_says_when(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    later = closed(petition, publish_all(now=now))
    before = Petition.objects.get().revision
    again = reopen(petition_id=petition.pk, now=later)
    assert again.revision > before
    assert reopen(petition_id=petition.pk, now=later + SECOND).reopened_at == later
    make_confirmed(petition, WEI, mailbox=mailbox, now=later)
    later = publish_all(now=later)
    assert types_of(petition) == ["open", "sign", "close", "reopen", "sign"]
    assert shown_count(petition.pid, later).count == 2
    page = petition_page(Petition.objects.get(), "en", later)
    assert page.is_open
    assert page.closed_at is None
    assert page.reopened_at is not None
    later = closed(petition, later)
    assert types_of(petition)[-1] == "close"
    assert findings(later) == []


def test_within_the_grace_the_log_has_nothing_to_take_back(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    close(petition_id=petition.pk, now=now)
    reopen(petition_id=petition.pk, now=now + GRACE)
    # The job that would have ended the grace comes all the same, also after another closing.
    end_grace(petition_id=petition.pk, now=now + LOG_CLOSES_AFTER)
    close(petition_id=petition.pk, now=now + LOG_CLOSES_AFTER)
    end_grace(petition_id=petition.pk, now=now + LOG_CLOSES_AFTER + SECOND)
    make_confirmed(reopen(petition_id=petition.pk, now=now + 2 * GRACE), OSCAR, mailbox=mailbox, now=now + 2 * GRACE)
    later = publish_all(now=now + 2 * GRACE)
    assert types_of(petition) == ["open", "sign"]
    assert findings(later) == []


def test_signed_and_closed_again_in_one_round(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    later = closed(petition, now)
    reopen(petition_id=petition.pk, now=later)
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=later)
    take_down(petition_id=petition.pk, words="A court asked for it.", now=later)
    later = publish_all(now=later)
    assert types_of(petition) == ["open", "close", "reopen", "sign", "close"]
    assert findings(later) == []


def test_it_is_too_late_after_four_weeks(petition: Petition, now: datetime) -> None:
    closed(petition, now)
    with pytest.raises(StepRefused):
        reopen(petition_id=petition.pk, now=now + REOPENS_WITHIN + SECOND)
    assert Petition.objects.get().state == "closed"
    assert reopen(petition_id=petition.pk, now=now + REOPENS_WITHIN).state == "published"


def test_what_was_not_closed_is_not_opened(petition: Petition, now: datetime) -> None:
    draft = make_draft(now)
    take_down(petition_id=petition.pk, words="A court asked for it.", now=now)
    for one in (draft, petition):
        with pytest.raises(StepRefused):
            reopen(petition_id=one.pk, now=now)
