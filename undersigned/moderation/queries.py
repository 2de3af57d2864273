"""Questions of the moderators' queue and of the starter's desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import DECIDING_ROLES, NotAllowed, may_decide
from undersigned.moderation.models import Appeal, Decision, EarlierText, Hold, Note
from undersigned.moderation.rules import (
    DUE_AFTER,
    STANDS_WHILE,
    Code,
    HeldByAnother,
    Kind,
    OriginalMissing,
    OwnPetition,
    due_at,
    is_secret,
    may_appeal,
)
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.desk import titles_of
from undersigned.petitions.queries.door import petition_typed
from undersigned.petitions.queries.supporting import Gathered
from undersigned.petitions.rules.states import PUBLIC, PetitionNotFound
from undersigned.petitions.rules.supporters import AHEAD

PAGE_SIZE = 50
APPEALS = "appeals"


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One petition of the queue."""

    slug: str
    title: str
    language: str
    starter_name: str
    state: str
    since: datetime | None
    """When it was handed in last, or when the appeal came."""
    due: datetime | None
    """Until when somebody decides; None where nothing waits."""
    is_overdue: bool
    is_held: bool
    """Somebody reads it now."""
    supporters: Gathered | None
    """How many it has of how many, while it is not public; None where nobody was asked for."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue; `number` is from 1."""

    lines: tuple[QueueLine, ...]
    number: int
    pages: int
    """How many pages there are."""
    total: int
    overdue: int
    """How many of all wait longer than they should."""


def counts_by_state() -> dict[str, int]:
    """How many petitions are in each state, and how many have an appeal that waits; only what there is any of."""
    living = Petition.objects.filter(deleted_at=None).order_by()
    rows = living.values("state").annotate(number=Count("pk")).values_list("state", "number")
    appeals = Appeal.objects.filter(answers=None).values("petition").distinct().count()
    return dict(rows) | ({APPEALS: appeals} if appeals else {})


def queue(state: str, number: int = 1, size: int = PAGE_SIZE, *, now: datetime) -> QueuePage:
    """Petitions in this state by age: waiting ones with the longest waiting first, others the latest first.

    `appeals` are those with an appeal that waits. Drafts and unconfirmed ones are nobody's business but their
    starter's and never listed, nor is what was deleted. A fixed number of queries.
    """
    if state in {"draft", "unconfirmed"}:
        return QueuePage((), number, 1, 0, 0)
    found = Petition.objects.filter(state=state, deleted_at=None)
    since: F | Subquery = F("submitted_at")
    if state == APPEALS:
        waiting = Appeal.objects.filter(petition=OuterRef("pk"), answers=None).order_by("at")
        found, since = Petition.objects.filter(Exists(waiting)), Subquery(waiting.values("at")[:1])
    found = found.annotate(since=since).select_related("gathering")
    waits = state in {"held", APPEALS}
    order = F("since").asc(nulls_last=True) if waits else F("since").desc(nulls_last=True)
    total = found.count()
    rows = list(found.order_by(order, "pk")[(number - 1) * size : number * size])
    overdue = found.filter(since__lt=now - DUE_AFTER).count() if waits else 0
    return QueuePage(_lines(rows, waits, now), number, max(1, -(-total // size)), total, overdue)


def _lines(rows: Sequence[Petition], waits: bool, now: datetime) -> tuple[QueueLine, ...]:
    titles = titles_of(rows)
    held = set(_holds(now).filter(petition__in=rows).values_list("petition_id", flat=True))
    lines = []
    for row in rows:
        since: datetime | None = row.since  # type: ignore[attr-defined]  # annotated by `queue`
        due = due_at(since) if waits and since else None
        lines.append(
            QueueLine(
                slug=row.slug,
                title=titles[row.pk],
                language=row.language,
                starter_name=row.starter_name,
                state=row.state,
                since=since,
                due=due,
                is_overdue=due is not None and due < now,
                is_held=row.pk in held,
                supporters=getattr(row, "gathering", None) if row.state in AHEAD else None,
            )
        )
    return tuple(lines)


def decisions_about(petition_id: int) -> list[Decision]:
    """All decisions about the petition, newest first, with the appeals that they answer or met; one query."""
    rows = Decision.objects.filter(petition_id=petition_id).order_by("-pk")
    return list(rows.select_related("appeal", "answers", "text_before", "duplicate_of", "decided_by"))


def notes_on(petition_id: int) -> list[Note]:
    """What the staff remarked, in order."""
    return list(Note.objects.filter(petition_id=petition_id).select_related("by"))


def hold_on(petition_id: int, now: datetime) -> Hold | None:
    """Who reads it now; None where nobody does, or not any more."""
    return _holds(now).filter(petition_id=petition_id).select_related("holder").first()


def open_appeal(petition_id: int) -> Appeal | None:
    """The appeal that waits for its answer."""
    return Appeal.objects.filter(petition_id=petition_id, answers=None).select_related("decision").first()


def appealable(petition: Petition, now: datetime) -> Decision | None:
    """The decision about the whole petition that stands and that nobody has appealed against; None if there is none."""
    if petition.deleted_at is not None:
        return None
    kinds = [kind.value for kind, states in STANDS_WHILE.items() if petition.state in states and kind != Kind.HIDE]
    # Whatever ended it; and of what was stopped the stop stands on, though it was taken down since and is shown again.
    over = ["reopen", "publish"] if petition.is_stopped else ["reopen", "publish", "put_back"]
    row = Decision.objects.filter(petition=petition, kind__in=[*kinds, *over]).first()
    if row is None or row.kind not in kinds or not may_appeal(row.kind, row.at, petition.state, now):
        return None
    if petition.state == "closed" and not petition.is_stopped:
        return None
    return None if Appeal.objects.filter(decision=row).exists() else row


def stop_of(petition_id: int) -> tuple[str, str] | None:
    """Words and code, as everybody may read them, of the stop that was not undone; None where there is none."""
    kinds = [Kind.STOP.value, Kind.REOPEN.value, Kind.PUBLISH.value]
    row = Decision.objects.filter(petition_id=petition_id, kind__in=kinds).first()
    if row is None or row.kind != Kind.STOP:
        return None
    return ("", "") if is_secret(row.code) else (row.words, row.code)


def others_who_decide(account_id: int) -> int:
    """How many other people could decide about petitions now."""
    people = Account.objects.filter(is_active=True, role__in=[role.value for role in DECIDING_ROLES])
    return people.exclude(pk=account_id).count()


def original_of(code: str, typed: str, petition_id: int) -> Petition | None:
    """The public petition that a duplicate repeats, by its slug or address; None for other codes; OriginalMissing."""
    if code != Code.DUPLICATE:
        return None
    try:
        found = petition_typed(typed)
    except PetitionNotFound:
        raise OriginalMissing from None
    if found.pk == petition_id:
        raise OriginalMissing
    return found


def public_original(petition_id: int, code: str) -> str:
    """The slug of the petition that this one repeats, as `code` was its reason; "" for others, or if it is not public.

    No query for other codes.
    """
    if code != Code.DUPLICATE:
        return ""
    rows = Decision.objects.filter(petition_id=petition_id, code=code).select_related("duplicate_of")
    newest = rows.exclude(kind=Kind.HIDE).first()
    original = newest.duplicate_of if newest else None
    return original.slug if original is not None and original.state in PUBLIC else ""


def earlier_texts(petition_id: int) -> list[EarlierText]:
    """The texts that were changed before publication, the oldest first."""
    return list(EarlierText.objects.filter(petition_id=petition_id).select_related("decision"))


def deciding_person(by: Account) -> Account:
    """The person as the database knows them now; NotAllowed unless they decide about petitions."""
    person = account_by_id(by.pk)
    if person is None or not may_decide(person.role):
        raise NotAllowed
    return person


def is_own(petition: Petition, person: Account) -> bool:
    """Whether this person started it, and somebody else could decide about it."""
    return petition.starter_id == person.pk and others_who_decide(person.pk) > 0


def check_not_own(petition: Petition, person: Account) -> None:
    """Nothing, or OwnPetition."""
    if is_own(petition, person):
        raise OwnPetition


def check_free(petition: Petition, person: Account, now: datetime) -> None:
    """Nothing, or HeldByAnother while somebody else reads the petition."""
    if _holds(now).filter(petition=petition).exclude(holder=person).exists():
        raise HeldByAnother


def _holds(now: datetime) -> QuerySet[Hold]:
    """Who reads a petition now and may still decide: with the role goes the hold."""
    return Hold.objects.filter(until__gt=now, holder__is_active=True, holder__role__in=DECIDING_ROLES)
