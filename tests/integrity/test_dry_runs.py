"""The dry run of a campaign: how long it looks, and that it finds whom it means wherever the petition stands."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.cast import OSCAR
from tests.integrity.campaigning import FORGED, forger, planned, stand
from tests.makers import make_published
from tests.signing import make_staff
from undersigned.accounts.models import Account
from undersigned.integrity.actions.count_found import count_found
from undersigned.integrity.actions.plan_campaign import plan_campaign
from undersigned.integrity.actions.resume_campaign import resume_campaign
from undersigned.integrity.models import Campaign
from undersigned.integrity.queries import campaign_page
from undersigned.integrity.rules.campaigns import COUNTS_FOR, LOOKED_AT_ONCE, NotNow
from undersigned.integrity.rules.conditions import read_conditions
from undersigned.jobs.actions.run_due import run_due
from undersigned.moderation.actions.hide import hide
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


@pytest.fixture
def nora(house: object, now: datetime) -> Account:
    return make_staff(now=now, role="integrity")


def run_all(now: datetime) -> None:
    run_due(clock=lambda: now, limit=100)


def test_a_long_dry_run_stops_and_says_so(petition: Petition, nora: Account, now: datetime) -> None:
    stand(petition, [forger(one) for one in range(LOOKED_AT_ONCE + 5)], now=now)
    number = plan_campaign(conditions=read_conditions({"domain": FORGED}), by=nora, now=now)
    Campaign.objects.update(cursor=UUID(int=0))
    count_found(campaign=number, now=now + COUNTS_FOR + MINUTE)
    page = campaign_page(number)
    assert (page.stage, page.is_complete, page.looked, page.found) == ("counted", False, LOOKED_AT_ONCE, LOOKED_AT_ONCE)
    run_all(now)
    assert campaign_page(number) == page
    later = now + COUNTS_FOR + 2 * MINUTE
    resume_campaign(campaign=number, by=nora, now=later)
    assert campaign_page(number).stage == "counting"
    run_all(later)
    page = campaign_page(number)
    assert (page.stage, page.is_complete, page.looked, page.found) == ("counted", True, *[LOOKED_AT_ONCE + 5] * 2)
    with pytest.raises(NotNow):
        resume_campaign(campaign=number, by=nora, now=later)


def test_a_dry_run_that_waited_for_a_worker_has_its_time(petition: Petition, nora: Account, now: datetime) -> None:
    stand(petition, [forger(one) for one in range(LOOKED_AT_ONCE + 5)], now=now)
    number = plan_campaign(conditions=read_conditions({"domain": FORGED}), by=nora, now=now)
    run_all(now + COUNTS_FOR + MINUTE)
    page = campaign_page(number)
    assert (page.stage, page.is_complete, page.found) == ("counted", True, LOOKED_AT_ONCE + 5)


def test_a_title_that_is_hidden_meanwhile_hides_nobody(petition: Petition, nora: Account, now: datetime) -> None:
    stand(petition, [forger(number) for number in range(3)], now=now)
    slug = petition.slug
    number = plan_campaign(conditions=read_conditions({"petition": slug, "domain": FORGED}), by=nora, now=now)
    moderator = make_staff(now=now, person=OSCAR)
    hide(petition_id=petition.pk, part="title", words="It names somebody.", code="libel", by=moderator, now=now)
    petition.refresh_from_db()
    assert petition.slug != slug
    run_all(now)
    page = campaign_page(number)
    assert (page.found, page.candidates, page.is_complete) == (3, 3, True)
    assert planned(nora, now, petition=slug, domain=FORGED).found == 3
    assert planned(nora, now, petition=petition.slug, domain=FORGED).found == 3
