"""Hands for the tests of campaigns: a crowd that stands, a campaign that is counted, jobs that run."""

from collections.abc import Iterable
from datetime import datetime

from tests.cast import Person
from tests.signatures.screening.evidence import crowd
from undersigned.accounts.models import Account
from undersigned.integrity.actions.plan_campaign import plan_campaign
from undersigned.integrity.queries import CampaignPage, campaign_page
from undersigned.integrity.rules.conditions import read_conditions
from undersigned.jobs.actions.run_due import run_due
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import token_of

FORGED = "crowd.example"


def forger(number: int, place: str = "") -> Person:
    """One of those who have a mail domain of their own together."""
    return Person(f"Forged {number}", f"forged{number}@{FORGED}", "GB", place)


def honest(number: int) -> Person:
    """Somebody with a domain of their own."""
    return Person(f"Honest {number}", f"me@home{number}.example", "IE")


def stand(petition: Petition, people: Iterable[Person], *, now: datetime, network: str = "") -> list[Signature]:
    """They have signed and confirmed; their letters' links were used without waiting for the letters."""
    rows = crowd(petition, people, now=now, network=network)
    for row in rows:
        assert confirm(token=token_of(row), now=now) is not None
    return [Signature.objects.select_related("petition").get(pk=row.pk) for row in rows]


def planned(by: Account, now: datetime, **conditions: str) -> CampaignPage:
    """A campaign whose dry run is over."""
    number = plan_campaign(conditions=read_conditions(conditions), by=by, now=now)
    run_due(clock=lambda: now)
    return campaign_page(number)
