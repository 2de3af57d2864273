"""The petition's page as a value: the same for the page, its JSON and the preview."""

from datetime import datetime, timedelta

from undersigned.ledger.queries import shown_count
from undersigned.ledger.waiting import patience
from undersigned.petitions.models import Addressee, Petition, Photo, VersionText
from undersigned.petitions.queries.photos import photo_of
from undersigned.petitions.queries.ranks import standing
from undersigned.petitions.queries.texts import read_text, texts_of
from undersigned.petitions.rules.goals import next_goal, percent_of
from undersigned.petitions.rules.hiding import (
    NOTE,
    PHOTO,
    PLACE,
    STARTER,
    addressee_part,
    hidden_parts,
    hides_text,
    source_part,
)
from undersigned.petitions.rules.languages import direction
from undersigned.petitions.rules.milestones import milestone
from undersigned.petitions.rules.pages import (
    PageAddressee,
    PageSource,
    PageText,
    PetitionCount,
    PetitionPage,
)
from undersigned.petitions.rules.states import State
from undersigned.petitions.rules.stories import story_html, summary_of
from undersigned.petitions.words import counter_sentence, hidden_paragraph, milestone_sentence

ENDED = frozenset({State.CLOSED, State.TAKEN_DOWN, State.REFUSED})
"""Nothing will be reached any more, so no sentence says what would be."""


def petition_count(petition: Petition, now: datetime) -> PetitionCount:
    """The number that is shown at `now`, its goal and its rank; two queries."""
    shown = shown_count(petition.pid, now)
    goal = next_goal(shown.count, petition.goal)
    among = standing(petition.pid, shown.count, goal, now)
    return PetitionCount(
        pid=petition.pid,
        version=petition.version,
        count=shown.count,
        counted_at=shown.counted_at,
        log_size=shown.log_size,
        goal=goal,
        percent=percent_of(shown.count, goal),
        rank=among.above_count + 1,
        of=among.others + 1,
        milestone=milestone(goal, among),
        as_of=now,
        published_within=published_within(petition),
    )


def petition_page(petition: Petition, language: str, now: datetime) -> PetitionPage:
    """All that the petition shows at `now` to a reader of the interface in `language`; a fixed number of queries."""
    texts = texts_of(petition)
    text = next((one for one in texts if one.language == language), texts[0])
    photo = Photo.objects.filter(petition=petition).first()
    hidden = hidden_parts(petition.hidden)
    counted = petition_count(petition, now)
    has_ended = petition.state in ENDED
    return PetitionPage(
        id=petition.pk,
        slug=petition.slug,
        state=petition.state,
        revision=petition.revision,
        interface_language=language,
        text=_page_text(text, hidden, language),
        original_language=petition.language,
        languages=tuple(one.language for one in texts),
        addressees=_addressees(petition, hidden),
        starter_name="" if STARTER in hidden else petition.starter_name,
        place="" if PLACE in hidden else petition.place,
        topics=tuple(petition.topics),
        published_at=petition.published_at,
        closed_at=petition.closed_at,
        reopened_at=petition.reopened_at,
        sources=_sources(petition, hidden),
        photo=photo_of(photo, petition.language) if photo and PHOTO not in hidden else None,
        note="" if NOTE in hidden else petition.note,
        handover=petition.handover,
        retention_months=petition.retention_months,
        counted=counted,
        counter_text=counter_sentence(counted.count, counted.goal, language),
        milestone_text="" if has_ended else milestone_sentence(counted.milestone, language, now),
        hidden=hidden,
        hides_text=hides_text(petition.hidden),
        is_stopped=petition.is_stopped,
        stop_code=petition.decision_code if petition.is_stopped else "",
        stop_words=petition.decision_text if petition.is_stopped else "",
    )


def published_within(petition: Petition) -> timedelta:
    """How long the log may wait for others before it takes a signature of it; zero where it does not wait."""
    return patience(is_sensitive=petition.is_sensitive)


def page_of(petition_id: int, language: str, now: datetime) -> PetitionPage:
    """The page of a petition that the caller has already let somebody see; Petition.DoesNotExist otherwise."""
    return petition_page(Petition.objects.get(pk=petition_id), language, now)


def page_texts(petition: Petition, language: str) -> tuple[PageText, ...]:
    """The present version in all its languages, the original first; what stands for hidden parts in `language`."""
    hidden = hidden_parts(petition.hidden)
    return tuple(_page_text(text, hidden, language) for text in texts_of(petition))


def _page_text(text: VersionText, hidden: frozenset[str], language: str) -> PageText:
    read = read_text(text, hidden, language)
    return PageText(
        language=read.language,
        direction=direction(read.language),
        title=read.title,
        title_language=read.title_language,
        title_direction=direction(read.title_language),
        story_html=story_html(read.story, read.hidden, hidden_paragraph(language) if read.hidden else ""),
        summary=summary_of(read.story, read.hidden),
    )


def _addressees(petition: Petition, hidden: frozenset[str]) -> tuple[PageAddressee, ...]:
    return tuple(
        PageAddressee("", "", "", "", "", is_checked=False, is_hidden=True)
        if addressee_part(one.order) in hidden
        else _addressee(one.addressee, petition.language)
        for one in petition.asked.select_related("addressee")
    )


def _addressee(one: Addressee, language: str) -> PageAddressee:
    return PageAddressee(
        name=one.name,
        office=one.office,
        body=one.body,
        language=one.language or language,
        direction=direction(one.language or language),
        is_checked=one.is_checked,
    )


def _sources(petition: Petition, hidden: frozenset[str]) -> tuple[PageSource, ...]:
    return tuple(
        PageSource(number, "", "", "", "", is_hidden=True)
        if source_part(source.order) in hidden
        else PageSource(number, source.title, source.publisher, source.date, source.link)
        for number, source in enumerate(petition.sources.all(), 1)
    )
