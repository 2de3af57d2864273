"""Petitions with a starter, as they come to the moderators."""

from datetime import datetime

from tests.cast import MEHTAP, Person
from tests.makers import make_draft
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.models import Petition


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
