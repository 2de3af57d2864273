"""Questions about reports and replies."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Max, Min, Value, When
from django.utils.translation import get_language

from undersigned.accounts.rules import letter_of
from undersigned.moderation.models import Decision
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.desk import titles_of
from undersigned.petitions.queries.texts import read_texts
from undersigned.petitions.rules.states import PUBLIC
from undersigned.reports.fields import opened_words, reply_key
from undersigned.reports.models import Reply, Report, Settlement, Threshold
from undersigned.reports.rules.replying import CONFIRM_WITHIN, OPEN, ReplyState
from undersigned.reports.rules.reporting import RESTRICTING, URGENT_FROM

PAGE_SIZE = 50
Reasons = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """A petition with open reports."""

    petition_id: int
    slug: str
    title: str
    language: str
    state: str
    number: int
    networks: int
    """From how many networks; all unknown ones are one."""
    oldest: datetime
    newest_id: int
    """The report that came last: whoever decides decides about those up to it."""
    reasons: Reasons
    """Codes with their numbers, the most frequent first."""
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """One page of them; `number` is from 1."""

    lines: tuple[Reported, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class OpenedReport:
    """A report as staff read it: no address, only whether there is one."""

    reason: str
    words: str = field(repr=False)
    at: datetime
    language: str
    has_address: bool


@dataclass(frozen=True, slots=True)
class ShownReply:
    """A reply as it stands beside the petition."""

    name: str
    office: str
    text: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """A reply as staff see it in the list and on its page."""

    id: UUID
    slug: str
    title: str
    title_language: str
    name: str
    office: str
    text: str
    language: str
    state: str
    since: datetime
    words: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """One page of them; `number` is from 1."""

    lines: tuple[ReplyLine, ...]
    number: int
    pages: int
    total: int


def urgent_from() -> int:
    """From how many networks on reports of a petition are urgent."""
    return Threshold.objects.filter(pk=1).values_list("urgent_from", flat=True).first() or URGENT_FROM


def reported(number: int = 1, size: int = PAGE_SIZE) -> ReportedPage:
    """Petitions with open reports: the urgent ones first, then by their oldest report. Five queries."""
    least = urgent_from()
    groups = Report.objects.filter(settlement=None).values("petition")
    total = groups.distinct().count()
    rows = (
        groups.annotate(
            number=Count("pk"),
            networks=Count("origin", distinct=True),
            oldest=Min("created_at"),
            newest_id=Max("pk"),
        )
        .annotate(urgent=Case(When(networks__gte=least, then=Value(1)), default=Value(0)))
        .order_by("-urgent", "oldest", "petition")
    )
    lines = _reported(rows[(number - 1) * size : number * size], least)
    return ReportedPage(lines, number, max(1, -(-total // size)), total)


def reported_one(petition: Petition) -> Reported | None:
    """The same of one petition; None where no report is open."""
    rows = Report.objects.filter(settlement=None, petition=petition).values("petition")
    found = rows.annotate(
        number=Count("pk"), networks=Count("origin", distinct=True), oldest=Min("created_at"), newest_id=Max("pk")
    ).order_by()
    return next(iter(_reported(found, urgent_from())), None)


def _reported(groups: Iterable[Any], least: int) -> tuple[Reported, ...]:
    rows = list(groups)
    petitions = Petition.objects.in_bulk([row["petition"] for row in rows])
    titles = titles_of(petitions.values())
    reasons = _reasons(petitions)
    lines = []
    for row in rows:
        petition = petitions[row["petition"]]
        lines.append(
            Reported(
                petition_id=petition.pk,
                slug=petition.slug,
                title=titles[petition.pk],
                language=petition.language,
                state=petition.state,
                number=row["number"],
                networks=row["networks"],
                oldest=row["oldest"],
                newest_id=row["newest_id"],
                reasons=tuple(reasons.get(petition.pk, ())),
                is_urgent=row["networks"] >= least,
            )
        )
    return tuple(lines)


def _reasons(petitions: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    rows = Report.objects.filter(settlement=None, petition__in=list(petitions)).values_list("petition", "reason")
    found: dict[int, list[tuple[str, int]]] = {}
    for petition, reason, number in rows.annotate(number=Count("pk")).order_by("-number", "reason"):
        found.setdefault(petition, []).append((reason, number))
    return found


def opened_reports(petition: Petition, number: int = 1, size: int = PAGE_SIZE) -> list[OpenedReport]:
    """A page of its open reports with their words, the oldest first. Only `open_words` calls it: reading is an act."""
    rows = Report.objects.filter(petition=petition, settlement=None).order_by("pk")[(number - 1) * size : number * size]
    return [
        OpenedReport(
            reason=row.reason,
            words="" if row.words_sealed is None else opened_words(bytes(row.words_sealed), petition.pid),
            at=row.created_at,
            language=row.language,
            has_address=row.email_sealed is not None,
        )
        for row in rows
    ]


def decision_since_reported(petition_id: int, until: int) -> Decision | None:
    """The newest decision against the petition since the oldest open report up to this id; None where there is none."""
    reports = Report.objects.filter(petition=petition_id, settlement=None, pk__lte=until)
    oldest = reports.aggregate(oldest=Min("created_at"))["oldest"]
    if oldest is None:
        return None
    return Decision.objects.filter(petition=petition_id, kind__in=RESTRICTING, at__gte=oldest).order_by("-pk").first()


def settlements_of(petition_id: int) -> list[Settlement]:
    """What was decided about its reports before, newest first."""
    return list(Settlement.objects.filter(petition=petition_id).order_by("-pk"))


def accepted_replies(petition_id: int) -> tuple[ShownReply, ...]:
    """The replies that stand beside the petition, the oldest first; one query."""
    rows = Reply.objects.filter(petition=petition_id, state=ReplyState.ACCEPTED).order_by("accepted_at", "pk")
    return tuple(
        ShownReply(row.name, row.office, row.text, row.language, row.accepted_at or row.created_at) for row in rows
    )


def replies(state: str, number: int = 1, size: int = PAGE_SIZE) -> ReplyPage:
    """Replies in this state: waiting ones with the longest waiting first, others the latest decided first."""
    order = ("confirmed_at", "pk") if state == ReplyState.WAITING else ("-decided_at", "pk")
    found = Reply.objects.filter(state=state).exclude(state=ReplyState.UNCONFIRMED)
    total = found.count()
    rows = list(found.select_related("petition").order_by(*order)[(number - 1) * size : number * size])
    return ReplyPage(_reply_lines(rows), number, max(1, -(-total // size)), total)


def reply_counts() -> dict[str, int]:
    """How many replies are in each state; what there is none of is left out."""
    rows = Reply.objects.order_by().values("state").annotate(number=Count("pk")).values_list("state", "number")
    return dict(rows)


def reply_line(reply_id: UUID) -> ReplyLine | None:
    """One reply that was confirmed once; None where there is none."""
    rows = Reply.objects.filter(pk=reply_id).exclude(state=ReplyState.UNCONFIRMED).select_related("petition")
    return next(iter(_reply_lines(list(rows))), None)


def reply_of_link(token: str, now: datetime) -> ReplyLine | None:
    """What the mailed link shows; None where it is wrong or too old, or its petition is not public. Changes nothing."""
    reply_id = letter_of(token, key=reply_key())
    row = Reply.objects.filter(pk=reply_id).select_related("petition").first() if reply_id else None
    if row is None or row.petition.state not in PUBLIC:
        return None
    is_live = row.state == ReplyState.UNCONFIRMED and now < row.created_at + CONFIRM_WITHIN
    return _public_line(row) if is_live or row.state in OPEN else None


def _public_line(row: Reply) -> ReplyLine:
    """Without the title where that is hidden."""
    text = read_texts([row.petition_id], get_language() or row.language)[row.petition_id]
    return replace(_reply_lines([row])[0], title=text.title, title_language=text.title_language)


def _reply_lines(rows: list[Reply]) -> tuple[ReplyLine, ...]:
    titles = titles_of({row.petition_id: row.petition for row in rows}.values())
    return tuple(
        ReplyLine(
            id=row.pk,
            slug=row.petition.slug,
            title=titles[row.petition_id],
            title_language=row.petition.language,
            name=row.name,
            office=row.office,
            text=row.text,
            language=row.language,
            state=row.state,
            since=row.confirmed_at or row.created_at,
            words=row.words,
            decided_at=row.decided_at,
        )
        for row in rows
    )
