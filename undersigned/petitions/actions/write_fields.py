"""The fields of a change reach the rows."""

from django.db import transaction

from undersigned.petitions.actions.set_addressees import set_addressees
from undersigned.petitions.actions.set_sources import set_sources
from undersigned.petitions.models import Petition, VersionText
from undersigned.petitions.rules.drafts import DraftChange


def write_fields(*, petition: Petition, change: DraftChange) -> None:
    """The petition's present version, addressees, sources and plain fields hold the change; None is left as it is.

    `petition` is locked by the caller, who also saves it and decides whether it may be changed.
    """
    with transaction.atomic():
        _write_text(petition, change)
        if change.addressees is not None:
            set_addressees(petition=petition, choices=change.addressees)
        if change.sources is not None:
            set_sources(petition=petition, entries=change.sources)
        if change.goal is not None:
            petition.goal = change.goal or None
        for name in ("place", "handover", "starter_name", "note", "is_sensitive"):
            if getattr(change, name) is not None:
                setattr(petition, name, getattr(change, name))
        if change.topics is not None:
            petition.topics = list(change.topics)


def _write_text(petition: Petition, change: DraftChange) -> None:
    parts = {"title": change.title, "story": change.story, "language": change.language}
    given = {name: part for name, part in parts.items() if part is not None}
    if given:
        texts = VersionText.objects.filter(version__petition=petition, version__v=petition.version)
        texts.filter(language=petition.language).update(**given)
        petition.language = change.language or petition.language
