"""What screening did, in numbers; and what it holds. For staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, QuerySet, Sum

from undersigned.ledger.models import Event
from undersigned.petitions.models import Petition
from undersigned.signatures.models import ScreeningAlarm, ScreeningEntry, ScreeningHour, Signature
from undersigned.signatures.rules.states import State
from undersigned.signatures.screening.order import SILENT
from undersigned.signatures.screening.usual import RECEIVED


@dataclass(frozen=True, slots=True)
class Totals:
    """Signings in a stretch of whole hours. One person who signs twice is two signings."""

    received: int
    passed: int
    held: Mapping[str, int]
    """By the code of the decisive reason."""
    refused: Mapping[str, int]
    fired: Mapping[str, int]
    """By code: how often each rule spoke, decisive or not; in *observe* this is all that is left of it."""
    confirmed: int
    """Signatures whose confirmation came in these hours."""


@dataclass(frozen=True, slots=True)
class Held:
    """One signature that waits for staff or for its turn; whose it is stays sealed."""

    id: UUID
    slug: str
    reason: str
    since: datetime
    country: str
    origin: bytes = field(repr=False)
    """Equal parts show what came from one network or domain (rules.origins)."""


@dataclass(frozen=True, slots=True)
class HeldCount:
    """How many of a petition wait for one reason, and since when the oldest."""

    slug: str
    reason: str
    number: int
    oldest: datetime


def totals(petition_id: int | None, *, since: datetime, until: datetime) -> Totals:
    """What was received in the hours that begin from `since` on and before `until`; two queries.

    None: of all petitions.
    """
    hours = ScreeningHour.objects.filter(hour__gte=since, hour__lt=until)
    signs = Event.objects.filter(type="sign", created_at__gte=since, created_at__lt=until, set_aside="")
    if petition_id is not None:
        hours = hours.filter(petition=petition_id)
        signs = signs.filter(pid__in=Petition.objects.filter(pk=petition_id).values("pid"))
    sums: dict[str, dict[str, int]] = {}
    for outcome, reason, number in hours.values_list("outcome", "reason").annotate(total=Sum("number")).order_by():
        sums.setdefault(outcome, {})[reason] = number
    return Totals(
        received=sum(sum(sums.get(outcome, {}).values()) for outcome in RECEIVED),
        passed=sum(sums.get("passed", {}).values()),
        held=sums.get("held", {}),
        refused=sums.get("refused", {}),
        fired={code: number for code, number in sums.get("fired", {}).items() if code not in SILENT},
        confirmed=signs.count(),
    )


def held_counts() -> list[HeldCount]:
    """Everything that is held, by petition and reason, the oldest first."""
    rows = Signature.objects.filter(state=State.HELD).values_list("petition__slug", "reason")
    counts = rows.annotate(number=Count("pk"), oldest=Min("created_at")).order_by("oldest")
    return [HeldCount(*row) for row in counts]


def held_signatures(slug: str, *, reason: str = "", limit: int = 500) -> list[Held]:
    """What is held of this petition, the oldest first."""
    rows = Signature.objects.filter(petition__slug=slug, state=State.HELD)
    rows = rows.filter(reason=reason) if reason else rows
    columns = ("id", "petition__slug", "reason", "created_at", "country", "origin")
    found = rows.order_by("created_at", "id").values_list(*columns)[:limit]
    return [Held(pk, of, why, since, country, bytes(origin)) for pk, of, why, since, country, origin in found]


def entries() -> list[ScreeningEntry]:
    """All lines of the lists, the newest first."""
    return list(ScreeningEntry.objects.order_by("-created_at", "-pk"))


def alarms(now: datetime) -> dict[int, datetime]:
    """Until when an alarm stands, by petition; 0 is the whole site."""
    return dict(ScreeningAlarm.objects.filter(ends_at__gt=now).values_list("subject", "ends_at"))


def told_of(held: QuerySet[Signature]) -> str:
    """How the audit trail names these: by the petitions that they are of."""
    pids = sorted(set(held.order_by().values_list("petition__pid", flat=True)))
    return f"held signatures of petition {', '.join(pids)}"[:180] if pids else "held signatures"
