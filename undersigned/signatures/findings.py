"""What is wrong with signatures, for `doctor`. Read only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from undersigned.ledger.models import Event
from undersigned.ledger.queries import published_size
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.supporters import AHEAD
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.keeping import kept_until
from undersigned.signatures.rules.states import CONFIRM_WITHIN, STANDING, VACANT, WAITING, State
from undersigned.tlog.laws import EFFECT
from undersigned.tlog.receipts import SIGNING

SWEPT_WITHIN = timedelta(days=1)
"""How long a sweep may be late before `doctor` says so."""


def findings(now: datetime) -> Iterator[str]:
    """What is wrong with signatures, a sentence each; nothing where every promise that a machine can check is kept."""
    yield from _row_findings()
    yield from _late_findings(now)
    for petition in Petition.objects.exclude(published_at=None).iterator():
        yield from _count_findings(petition)


def _row_findings() -> Iterator[str]:
    """Every row's state and its event agree."""
    size = published_size()
    logged = Q(event__type__in=SIGNING, event__index__lt=size)
    confirmed = Signature.objects.filter(state=State.CONFIRMED)
    removed = Signature.objects.filter(state=State.REMOVED)
    faults = {
        "counted and have no published entry": Signature.objects.filter(state=State.COUNTED).exclude(logged),
        "confirmed and have no event": confirmed.exclude(event__type__in=SIGNING),
        "confirmed and the log refused their event": confirmed.filter(event__type__in=SIGNING).exclude(
            event__set_aside=""
        ),
        "removed and have no event that says why": removed.exclude(event__type="invalidate"),
        "neither confirmed nor taken back and have an event": Signature.objects.exclude(
            state__in=(*STANDING, State.WITHDRAWN, State.REMOVED)
        ).exclude(event=None),
        "without a person and hold sealed data": Signature.objects.filter(state__in=VACANT).exclude(sealed=b""),
        "another petition's in the log": Signature.objects.exclude(event=None).exclude(event__pid=F("petition__pid")),
    }
    for fault, found in faults.items():
        if number := found.count():
            yield f"{number} signatures are {fault}"


def _late_findings(now: datetime) -> Iterator[str]:
    """Nothing is kept longer than was promised."""
    late = Signature.objects.filter(
        state__in=(*WAITING, State.REFUSED), created_at__lt=now - CONFIRM_WITHIN - SWEPT_WITHIN
    )
    if number := late.count():
        yield f"{number} unconfirmed signatures are older than {CONFIRM_WITHIN.days} days"
    left = Signature.objects.filter(state=State.SUPPORTING).exclude(petition__state__in=AHEAD)
    decided = Coalesce("petition__published_at", "petition__saved_at")
    if number := left.annotate(decided=decided).filter(decided__lt=now - SWEPT_WITHIN).count():
        yield f"{number} supporters' signatures are neither counted nor deleted"
    sealed = Signature.objects.filter(petition__sealed_at__isnull=False)
    if number := sealed.count():
        yield f"{number} signatures of sealed petitions are still there"
    for petition in Petition.objects.filter(closed_at__lt=now, sealed_at=None, grace_ended_at__isnull=False):
        if petition.closed_at and kept_until(petition.closed_at, petition.retention_months) < now - SWEPT_WITHIN:
            yield f"the signers of petition {petition.slug} are kept longer than was promised"


def _count_findings(petition: Petition) -> Iterator[str]:
    """The log's events, those that wait included, give the number of signatures that stand or were let go."""
    events = Event.objects.filter(pid=petition.pid, set_aside="")
    effects = dict(events.order_by().values("type").annotate(number=Count("id")).values_list("type", "number"))
    standing = sum(EFFECT.get(kind, 0) * number for kind, number in effects.items())
    rows = Signature.objects.filter(petition=petition, state__in=STANDING).count()
    if standing != rows + petition.let_go:
        yield (
            f"petition {petition.slug}: the log's events give {standing} signatures, the rows {rows} and "
            f"{petition.let_go} let go"
        )
