"""What the desk, the queue and letters ask about petitions in any state."""

from collections.abc import Iterable

from django.db.models import F

from undersigned.accounts.models import Account
from undersigned.petitions.models import Petition, VersionText
from undersigned.petitions.queries.door import moved_petition
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


def titles_at(slugs: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Title and its language of each petition's present version, hidden or not, by its address. One query."""
    rows = VersionText.objects.filter(
        version__petition__slug__in=set(slugs),
        version__v=F("version__petition__version"),
        language=F("version__petition__language"),
    ).values_list("version__petition__slug", "title", "language")
    return {slug: (title, language) for slug, title, language in rows}


def titles_by_pid(pids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Address and title of each of these petitions that is still there, in its own language. One query."""
    rows = VersionText.objects.filter(
        version__petition__pid__in=set(pids),
        version__petition__deleted_at=None,
        version__v=F("version__petition__version"),
        language=F("version__petition__language"),
    ).values_list("version__petition__pid", "version__petition__slug", "title")
    return {pid: (slug, title) for pid, slug, title in rows}


def pid_at(slug: str) -> str:
    """The number that the petition keeps whatever becomes of its address, for the audit trail; "" for none."""
    petition = Petition.objects.filter(slug=slug).first() or moved_petition(slug)
    return petition.pid if petition is not None else ""


def own_petition(account: Account, slug: str) -> Petition:
    """The petition under this slug if they started it and it is not deleted, else PetitionNotFound, staff or not."""
    petition = Petition.objects.filter(slug=slug).first() or moved_petition(slug)
    if petition is None or petition.starter_id != account.pk or petition.deleted_at is not None:
        raise PetitionNotFound(slug)
    return petition


def petition_by_id(petition_id: int) -> Petition | None:
    """The petition in whatever state, for whom the caller has already let in; None where there is none."""
    return Petition.objects.filter(pk=petition_id).first()
