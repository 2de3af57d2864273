"""A draft is handed in."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.petitions.actions.begin_gathering import begin_gathering
from undersigned.petitions.actions.name_petition import name_petition
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.models import Petition, Photo
from undersigned.petitions.queries.photos import is_taken_down
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.drafts import missing_parts
from undersigned.petitions.rules.states import State, StepRefused, TextIncomplete, check_step
from undersigned.petitions.rules.supporters import ASKING

IMMEDIATE = "immediate"


def submit(
    *, petition_id: int, account: Account | None, publication: str, now: datetime, by_link: bool = False
) -> Petition:
    """Without an account the draft waits as `unconfirmed`; with one it is theirs.

    Then `publication`, the site's setting, says whether it looks for supporters, is held, or published at once.
    `by_link`: a mailed link confirms, which is good for an unconfirmed petition alone, since a draft may have changed
    after the letter. Again with the same account it changes nothing (a link opened twice). A photo that was taken down
    meanwhile stays behind. TextIncomplete names what is missing; StepRefused where the state does not allow it, or
    where it is another account's.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if _is_done(petition, account):
            return petition
        wanted = _wanted(account, publication)
        check_step(petition.state, wanted)
        if by_link and petition.state != State.UNCONFIRMED:
            raise StepRefused(petition.state, wanted)
        name_petition(petition=petition, title=_checked_title(petition))
        _leave_photo_out(petition)
        if account is not None:
            petition.starter, petition.submitted_at = account, now
        if wanted == State.GATHERING:
            begin_gathering(petition=petition, now=now)
            return petition
        petition.state, petition.saved_at = wanted, now
        petition.revision += 1
        petition.save()
        if account is None or publication != IMMEDIATE:
            return petition
        return publish(petition_id=petition.pk, now=now)


def _wanted(account: Account | None, publication: str) -> State:
    if account is None:
        return State.UNCONFIRMED
    return State.GATHERING if publication in ASKING else State.HELD


def _is_done(petition: Petition, account: Account | None) -> bool:
    if account is None:
        return petition.state == State.UNCONFIRMED
    if petition.starter_id not in {None, account.pk}:
        raise StepRefused(petition.state, State.HELD)
    return petition.starter_id == account.pk and petition.submitted_at is not None


def _leave_photo_out(petition: Petition) -> None:
    """A photo that was taken down since it came into this draft, where nobody sees it any more, is not handed in."""
    photo = Photo.objects.filter(petition=petition).first()
    if photo is not None and is_taken_down(photo.key):
        photo.delete()


def _checked_title(petition: Petition) -> str:
    text = original_text(petition)
    missing = missing_parts(title=text.title, story=text.story, addressees=petition.asked.count())
    if missing:
        raise TextIncomplete(missing)
    return text.title
