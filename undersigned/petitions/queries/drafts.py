"""A draft as the guided start shows it."""

from dataclasses import dataclass

from undersigned.petitions.models import Petition, Photo
from undersigned.petitions.queries.photos import photo_of
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.drafts import AddresseeChoice, SourceEntry, missing_parts
from undersigned.petitions.rules.pages import PagePhoto
from undersigned.petitions.rules.states import State


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that its keeper has written so far."""

    id: int
    pid: str
    state: str
    language: str
    title: str
    story: str
    addressees: tuple[AddresseeChoice, ...]
    sources: tuple[SourceEntry, ...]
    photo: PagePhoto | None
    goal: int | None
    place: str
    topics: tuple[str, ...]
    handover: str
    starter_name: str
    is_sensitive: bool

    @property
    def is_waiting(self) -> bool:
        """A letter is on its way, and following its link hands the petition in."""
        return self.state == State.UNCONFIRMED

    @property
    def missing(self) -> tuple[str, ...]:
        """What it needs before it can be handed in."""
        return missing_parts(title=self.title, story=self.story, addressees=len(self.addressees))


def kept_draft(pid: str) -> Petition | None:
    """The petition with this pid while its keeper may still write it; None afterwards, and where there is none."""
    return Petition.objects.filter(pid=pid, state__in=[State.DRAFT, State.UNCONFIRMED]).first()


def draft_of(petition: Petition) -> Draft:
    """What has been written; four queries."""
    text = original_text(petition)
    asked = [one.addressee for one in petition.asked.select_related("addressee")]
    photo = Photo.objects.filter(petition=petition).first()
    return Draft(
        id=petition.pk,
        pid=petition.pid,
        state=petition.state,
        language=petition.language,
        title=text.title,
        story=text.story,
        addressees=tuple(AddresseeChoice(one.name, one.office, one.body, id=one.pk) for one in asked),
        sources=tuple(SourceEntry(one.title, one.publisher, one.date, one.link) for one in petition.sources.all()),
        photo=photo_of(photo, petition.language) if photo else None,
        goal=petition.goal,
        place=petition.place,
        topics=tuple(petition.topics),
        handover=petition.handover,
        starter_name=petition.starter_name,
        is_sensitive=petition.is_sensitive,
    )
