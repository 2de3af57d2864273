"""A secret link that came into wrong hands is exchanged for another."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from undersigned.accounts.models import Account
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.states import State, StepRefused


def exchange_link(*, petition_id: int, number: int, account: Account, now: datetime) -> bool:
    """True where another secret link leads to the petition from now on, and the old one to nothing of it.

    Supporters stay what they are; letters that are on their way can be confirmed. `number` is of the link that was
    shown: False where it was exchanged meanwhile, so that a second press takes away no link that was passed on.
    StepRefused where the petition is another account's or looks for nobody. One transaction.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.starter_id != account.pk or petition.state != State.GATHERING:
            raise StepRefused(petition.state, State.GATHERING)
        rows = Gathering.objects.filter(petition=petition, link_number=number)
        return rows.update(link_number=F("link_number") + 1, link_since=now) == 1
