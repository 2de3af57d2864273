"""Petitions with a starter, as they come to the moderators."""

from datetime import datetime

from tests.cast import MEHTAP, OSCAR, Person
from tests.makers import make_draft
from tests.signing import make_staff
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.models import Account
from undersigned.moderation.actions.refuse import refuse
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.models import Petition

WORDS = "Please say which platform you mean."


def handed_in(
    now: datetime,
    *,
    title: str = "A night train to Kavakdere",
    starter: Person = MEHTAP,
    language: str = "en",
    publication: str = "moderated",
) -> Petition:
    """A petition of this person's, held for moderation or published at once."""
    account = ensure_account(email=starter.email, language=starter.language, name=starter.name, now=now)
    draft = make_draft(now, title=title, language=language)
    return submit(petition_id=draft.pk, account=account, publication=publication, now=now)


def state_of(petition: Petition) -> str:
    return Petition.objects.values_list("state", flat=True).get(pk=petition.pk)


def starter_of(petition: Petition) -> Account:
    found = Petition.objects.select_related("starter").get(pk=petition.pk).starter
    assert found is not None
    return found


def second_moderator(now: datetime) -> Account:
    return make_staff(now=now, person=OSCAR)


def refused(now: datetime, by: Account) -> Petition:
    petition = handed_in(now)
    refuse(petition_id=petition.pk, words=WORDS, code="unclear", by=by, now=now)
    return Petition.objects.get(pk=petition.pk)
