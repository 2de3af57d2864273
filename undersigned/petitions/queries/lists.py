"""Lists of petitions: by index, a fixed number of queries for any length."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, OuterRef

from undersigned.accounts.models import Account
from undersigned.ledger.models import PublishedCount
from undersigned.ledger.queries import shown_counts
from undersigned.ledger.rules import ShownCount
from undersigned.petitions.models import Petition, PetitionAddressee, Photo
from undersigned.petitions.queries.photos import photo_of
from undersigned.petitions.queries.texts import ReadText, read_texts
from undersigned.petitions.rules.goals import next_goal, percent_of
from undersigned.petitions.rules.hiding import PHOTO, PLACE, STARTER, addressee_part, hidden_parts
from undersigned.petitions.rules.languages import direction
from undersigned.petitions.rules.pages import PetitionCard, PetitionList
from undersigned.petitions.rules.states import PUBLIC, State
from undersigned.petitions.rules.stories import summary_of
from undersigned.petitions.words import counter_sentence

PAGE_SIZE = 20
NEWEST, MOST_SIGNED, OPEN = "newest", "most_signed", "open"


def petition_list(
    language: str, now: datetime, *, order: str = NEWEST, number: int = 1, size: int = PAGE_SIZE
) -> PetitionList:
    """One page of the public list; order is `newest`, `most_signed` or `open` (open ones, newest first)."""
    start = (number - 1) * size
    found = _most_signed(start, size + 1) if order == MOST_SIGNED else _newest(order, start, size + 1)
    cards = petition_cards(found[:size], language, now)
    if order == MOST_SIGNED:
        # The index orders by the newest counts; what is shown may be two seconds older and must still read in order.
        cards = tuple(sorted(cards, key=lambda card: -card.count))
    return PetitionList(
        cards=cards,
        order=order,
        number=number,
        has_next=len(found) > size,
        total=Petition.objects.filter(state__in=_states(order)).count(),
    )


def petitions_of(account: Account) -> list[Petition]:
    """The petitions that this person started, newest first (at most 200)."""
    return list(Petition.objects.filter(starter=account, deleted_at=None).order_by("-id")[:200])


def held_petitions() -> list[Petition]:
    """What waits for a moderator, oldest first (at most 200)."""
    return list(Petition.objects.filter(state=State.HELD).order_by("submitted_at")[:200])


def petition_cards(petitions: Sequence[Petition], language: str, now: datetime) -> tuple[PetitionCard, ...]:
    """The petitions as lists show them, in this order; four queries."""
    ids = [petition.pk for petition in petitions]
    counts = shown_counts([petition.pid for petition in petitions], now)
    texts = read_texts(ids, language)
    names = _addressees(petitions)
    photos = {photo.petition_id: photo for photo in Photo.objects.filter(petition_id__in=ids)}
    return tuple(
        _card(one, texts[one.pk], counts[one.pid], names.get(one.pk, ()), photos.get(one.pk), language)
        for one in petitions
    )


def _states(order: str) -> tuple[State, ...]:
    return (State.PUBLISHED,) if order == OPEN else PUBLIC


def _newest(order: str, start: int, size: int) -> list[Petition]:
    """Each state from its index, merged: a list of two states in one query would have to be sorted whole."""
    newest: list[tuple[datetime, int]] = []
    for state in _states(order):
        rows = Petition.objects.filter(state=state).order_by("-published_at", "-id")
        times = rows.values_list("published_at", "id")[: start + size]
        newest += [(time, number) for time, number in times if time is not None]
    ids = [number for _time, number in sorted(newest, reverse=True)[start : start + size]]
    found = Petition.objects.in_bulk(ids)
    return [found[number] for number in ids if number in found]


def _most_signed(start: int, size: int) -> list[Petition]:
    """By the index on counts; a petition is in it from the first round of the log that knows it."""
    is_public = Petition.objects.filter(pid=OuterRef("pid"), state__in=PUBLIC)
    counted = PublishedCount.objects.filter(Exists(is_public)).order_by("-count", "pid")
    pids = list(counted.values_list("pid", flat=True)[start : start + size])
    by_pid = {petition.pid: petition for petition in Petition.objects.filter(pid__in=pids)}
    return [by_pid[pid] for pid in pids if pid in by_pid]


def _addressees(petitions: Sequence[Petition]) -> dict[int, tuple[str, ...]]:
    hidden = {petition.pk: hidden_parts(petition.hidden) for petition in petitions}
    asked = PetitionAddressee.objects.filter(petition_id__in=hidden).select_related("addressee")
    shown = (one for one in asked.order_by("petition_id", "order") if not _is_hidden(one, hidden))
    return {
        petition: tuple(one.addressee.name for one in group)
        for petition, group in groupby(shown, key=lambda one: one.petition_id)
    }


def _is_hidden(one: PetitionAddressee, hidden: dict[int, frozenset[str]]) -> bool:
    return addressee_part(one.order) in hidden[one.petition_id]


def _card(
    petition: Petition,
    text: ReadText,
    shown: ShownCount,
    addressees: tuple[str, ...],
    photo: Photo | None,
    language: str,
) -> PetitionCard:
    goal, hidden = next_goal(shown.count, petition.goal), hidden_parts(petition.hidden)
    return PetitionCard(
        pid=petition.pid,
        slug=petition.slug,
        state=petition.state,
        title=text.title,
        title_language=text.title_language,
        title_direction=direction(text.title_language),
        language=text.language,
        direction=direction(text.language),
        summary=summary_of(text.story, text.hidden),
        addressees=addressees,
        place="" if PLACE in hidden else petition.place,
        topics=tuple(petition.topics),
        starter_name="" if STARTER in hidden else petition.starter_name,
        published_at=petition.published_at,
        closed_at=petition.closed_at,
        photo=photo_of(photo, petition.language) if photo and PHOTO not in hidden else None,
        count=shown.count,
        counted_at=shown.counted_at,
        goal=goal,
        percent=percent_of(shown.count, goal),
        counter_text=counter_sentence(shown.count, goal, language),
    )
