"""A petition is deleted: what was written goes, and the row of it stays as a marker."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from undersigned.jobs.actions.later import later
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Addressee, OtherAddress, Petition, PetitionAddressee, Photo, VersionText
from undersigned.petitions.rules.states import DELETABLE, State, StepRefused

DROP_PHOTO = "undersigned.petitions.actions.drop_photo.drop_photo"
PART = "undersigned.petitions.actions.part_from_starter.part_from_starter"
PARTS_AFTER: Final = timedelta(days=1)
"""So long the letter to the starter has to leave; then nothing says any more whose petition it was."""
EMPTIED: Final = {"starter_name": "", "place": "", "topics": [], "note": "", "decision_text": "", "hidden": ""}


def delete(*, petition_id: int, code: str, now: datetime) -> Petition:
    """No word of the petition is left, in any language or version; nobody signs it, and nobody brings it back.

    Its address shows a marker with the reason `code`, or with none where that is ""; what never was public has none.
    The log says `close` where it did not yet. What stays: pid and slug, times, the hashes that the log has. Deleting
    again changes nothing; StepRefused where nobody has decided about it. Signers are the caller's affair. One
    transaction.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.deleted_at is not None:
            return petition
        if petition.state not in DELETABLE:
            raise StepRefused(petition.state, State.TAKEN_DOWN)
        if petition.published_at is not None:
            petition = take_down(petition_id=petition_id, words="", code=code, now=now)
        for name, nothing in EMPTIED.items():
            setattr(petition, name, nothing)
        petition.decision_code, petition.is_stopped, petition.deleted_at = code, False, now
        petition.revision += 1
        petition.save()
        _empty_texts(petition)
        _empty_rest(petition)
        later(DROP_PHOTO, now=now, petition_id=petition_id)
        later(PART, at=now + PARTS_AFTER, now=now, petition_id=petition_id)
    return petition


def _empty_texts(petition: Petition) -> None:
    """The versions stay, with their numbers and hashes: signatures and the log name them."""
    VersionText.objects.filter(version__petition=petition).update(title="", story="")
    petition.versions.update(hashed_text="")
    petition.title_words.all().delete()


def _empty_rest(petition: Petition) -> None:
    # Where its title was hidden, this one holds the title's words.
    OtherAddress.objects.filter(petition=petition).delete()
    petition.sources.all().delete()
    asked = list(petition.asked.values_list("addressee", flat=True))
    petition.asked.all().delete()
    # Whom nobody has checked and nobody else asks stood in the directory by this petition alone.
    others = PetitionAddressee.objects.values("addressee")
    Addressee.objects.filter(pk__in=asked, is_checked=False).exclude(pk__in=others).delete()
    # Its key stays until the files are gone, and after: whoever still has a copy is not shown it.
    Photo.objects.filter(petition=petition).update(caption="", link="")
