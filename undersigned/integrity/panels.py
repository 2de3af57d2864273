"""Questions about the public panel: what stands in it, and the newest that was published. Read only."""

from functools import lru_cache

from django.db.models import Count, Q
from django.db.models.functions import TruncHour

from undersigned.integrity.counted_places import counted_places
from undersigned.integrity.models import Panel
from undersigned.integrity.rules.panels import Figures, read_countries
from undersigned.ledger.queries import published_size
from undersigned.signatures.fields import origin_key
from undersigned.signatures.models import ScreeningHour, Signature
from undersigned.signatures.rules.origins import DOMAIN_PLACE, end_mark
from undersigned.signatures.rules.states import WAITING, State
from undersigned.signatures.rules.tallies import Cells
from undersigned.signatures.screening.disposable import KNOWN
from undersigned.signatures.screening.domain_window import BIG
from undersigned.signatures.screening.try_out import mark_at
from undersigned.signatures.screening.usual import RECEIVED


def newest_panel(petition_id: int) -> Panel | None:
    """The panel that is shown; None where none was made."""
    return Panel.objects.filter(petition=petition_id).order_by("-number").first()


def told_countries(petition_id: int) -> list[Cells]:
    """The countries of all its panels: asked where anything else is published by country (settings)."""
    texts = Panel.objects.filter(petition=petition_id).order_by("number").values_list("text", flat=True)
    return [read_countries(text) for text in texts]


def figures_of(petition_id: int) -> Figures:
    """All figures of this moment; counted signatures only, so that they agree with the number of the page."""
    counted = Signature.objects.filter(petition=petition_id, state=State.COUNTED).order_by()
    hours = counted.annotate(hour=TruncHour("confirmed_at")).values("hour").annotate(number=Count("pk"))
    domains = _by_domain(petition_id)
    waiting = _waiting(petition_id)
    confirmed, places = counted.count(), counted_places(petition_id)
    removed = _removed(petition_id)
    return Figures(
        # What screening had not counted, since it was off, was received all the same.
        received=max(_received(petition_id), confirmed + waiting + sum(removed.values())),
        confirmed=confirmed,
        waiting=waiting,
        removed=removed,
        busiest_hour=max(hours.values_list("number", flat=True), default=0),
        countries=dict(counted.values_list("country").annotate(number=Count("pk"))),
        known_domains=sum(domains.values()),
        largest_domain=max((number for mark, number in domains.items() if mark not in _marks(big=True)), default=0),
        disposable=sum(number for mark, number in domains.items() if mark in _marks(big=False)),
        places=places.numbers,
        is_sample=places.is_sample,
    )


def _waiting(petition_id: int) -> int:
    """Unconfirmed ones, and among them whoever screening or staff refused, for as long as their rows live.

    Whoever sends many forms and none of them is confirmed reads the same number here, refused or not.
    """
    is_caught = Q(state=State.REFUSED) & ~Q(reason="")
    return Signature.objects.filter(is_caught | Q(state__in=WAITING), petition=petition_id).count()


def _received(petition_id: int) -> int:
    hours = ScreeningHour.objects.filter(petition=petition_id, outcome__in=RECEIVED)
    return sum(hours.values_list("number", flat=True))


def _removed(petition_id: int) -> dict[str, int]:
    """By reason, as the published log says: of signatures that it has not taken back since."""
    rows = Signature.objects.filter(
        petition=petition_id, state=State.REMOVED, event__type="invalidate", event__index__lt=published_size()
    )
    return dict(rows.order_by().values_list("event__fields").annotate(number=Count("pk")))


def _by_domain(petition_id: int) -> dict[bytes, int]:
    rows = Signature.objects.filter(petition=petition_id, state=State.COUNTED).exclude(origin=b"").order_by()
    groups = rows.annotate(mark=mark_at(DOMAIN_PLACE)).values_list("mark").annotate(number=Count("pk"))
    return {bytes(found): number for found, number in groups}


@lru_cache(maxsize=4)
def _marks(*, big: bool) -> frozenset[bytes]:
    """Marks of big providers, or of disposable domains."""
    return frozenset(end_mark(origin_key(), domain) for domain in (BIG if big else KNOWN))
