"""What the desk, the queue and letters ask about petitions in any state."""

from collections.abc import Iterable

from django.db.models import F

from undersigned.accounts.models import Account
from undersigned.petitions.models import Petition, VersionText
from undersigned.petitions.rules.states import PetitionNotFound


def titles_of(petitions: Iterable[Petition]) -> dict[int, str]:
    """Title of each petition's present version in its own language, by id; "" for a draft without one. One query."""
    ids = [petition.pk for petition in petitions]
    rows = VersionText.objects.filter(
        version__petition_id__in=ids,
        version__v=F("version__petition__version"),
        language=F("version__petition__language"),
    ).values_list("version__petition_id", "title")
    return dict.fromkeys(ids, "") | dict(rows)


def own_petition(account: Account, slug: str) -> Petition:
    """The petition under this slug if this person started it, else PetitionNotFound, staff or not."""
    petition = Petition.objects.filter(slug=slug, starter=account, deleted_at=None).first()
    if petition is None:
        raise PetitionNotFound(slug)
    return petition


def petition_by_id(petition_id: int) -> Petition | None:
    """The petition in whatever state, for whom the caller has already let in; None where there is none."""
    return Petition.objects.filter(pk=petition_id).first()
