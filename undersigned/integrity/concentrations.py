"""What the signings of a petition have in common, counted by marks; a bounded number of them is opened.

Opening one costs as much as counting fifty. What stands in marks or in clear (network, domain, minute, country) is
counted of all in one reading; patterns and places stand sealed and are counted of an even sample.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Substr

from undersigned.integrity.rules.clusters import LOOKED_BACK, OPENED_AT_MOST, Looked, least, shape, thin
from undersigned.integrity.rules.conditions import folded
from undersigned.keys.petition_keys import KeysDestroyed
from undersigned.keys.sealing import SealBroken
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of
from undersigned.signatures.rules.contents import Contents
from undersigned.signatures.rules.origins import DOMAIN_PLACE, LABELS, MARK_BYTES, domain_of, household
from undersigned.signatures.rules.states import STANDING, WAITING
from undersigned.signatures.screening.domain_window import BIG
from undersigned.signatures.screening.try_out import mark_at

PART: Final = 5_000
NOWHERE: Final = bytes(MARK_BYTES)
NETWORK_PLACE: Final = 0
ENDS: Final = {labels: place for place, labels in enumerate(LABELS, DOMAIN_PLACE + 1)}
"""Where the mark of a domain's last so many labels stands."""
TO_THE_MINUTE: Final = len("2026-03-03 12:00")
FINENESS: Final = 1 << 16
TRIED: Final = 5
"""Rows that are opened to learn of which domain a mark is: some can't be opened any more."""


def recent(now: datetime) -> QuerySet[Signature]:
    """Signings of the last day, confirmed or not."""
    return Signature.objects.filter(created_at__gte=now - LOOKED_BACK, state__in=(*WAITING, *STANDING))


def look(petition: int, now: datetime) -> Looked:
    """What the signings of the last day have in common. One reading of their marks, and OPENED_AT_MOST opened."""
    rows = recent(now).filter(petition=petition).order_by()
    looked = Looked()
    ends = _count_marks(rows, looked)
    for labels, counts in ends.items():
        for mark, number in counts.items():
            if number >= least(looked.whole):
                domain = _domain_of_mark(rows, labels, mark)
                if domain.count(".") + 1 == labels and domain not in BIG:
                    looked.domains[domain] = number
    _open_some(rows, looked)
    return looked


def _count_marks(rows: QuerySet[Signature], looked: Looked) -> dict[int, Counter[bytes]]:
    """Fills in all that stands in clear; the marks of the ends of domains by their number of labels."""
    minute = Substr(Cast("created_at", CharField()), 1, TO_THE_MINUTE)
    seen = rows.annotate(minute=minute).values_list("origin", "minute", "country").iterator(PART)
    by_place: dict[int, Counter[bytes]] = {place: Counter() for place in (NETWORK_PLACE, *ENDS.values())}
    minutes: Counter[str] = Counter()
    for part in _parts(seen):
        looked.whole += len(part)
        looked.countries.update([country for _, _, country in part])
        minutes.update([minute for _, minute, _ in part])
        origins = [bytes(origin) for origin, _, _ in part if origin]
        for place, counts in by_place.items():
            counts.update([origin[place * MARK_BYTES : (place + 1) * MARK_BYTES] for origin in origins])
            thin(counts)
    networks = by_place[NETWORK_PLACE]
    del networks[NOWHERE]
    from_here = least(looked.whole)
    looked.networks.update({mark.hex(): number for mark, number in networks.items() if number >= from_here})
    looked.minutes.update({f"{at.replace(' ', 'T')}:00+00:00": number for at, number in minutes.items()})
    return {labels: by_place[place] for labels, place in ENDS.items()}


def _parts(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while part := list(islice(rows, PART)):
        yield part


def _domain_of_mark(rows: QuerySet[Signature], labels: int, mark: bytes) -> str:
    """Whose domain has this mark at its end; "" where nobody of a few can be opened."""
    marked = rows.annotate(mark=mark_at(ENDS[labels])).filter(mark__in=[mark])
    opened = (_contents(row) for row in _openable(marked)[:TRIED])
    return next((household(domain_of(one.email.lower())) for one in opened if one is not None), "")


def _open_some(rows: QuerySet[Signature], looked: Looked) -> None:
    """Of many those whose fingerprint, which is as good as chance and known to nobody, lies low: always the same."""
    share = min(FINENESS, OPENED_AT_MOST * FINENESS // max(looked.whole, 1)) or 1
    looked.one_in = FINENESS / share
    if share < FINENESS:
        rows = rows.filter(fingerprint__lt=share.to_bytes(2, "big"))
    for row in _openable(rows)[: 2 * OPENED_AT_MOST].iterator(PART):
        contents = _contents(row)
        if contents is None:
            continue
        local, _, domain = contents.email.lower().rpartition("@")
        looked.shapes[shape(local)] += 1
        if contents.place:
            looked.places[f"{row.country} {folded(contents.place)}"] += 1
        if not row.origin and household(domain) not in BIG:
            # Screening was off when it came: there are no marks to count.
            looked.domains[household(domain)] += round(looked.one_in)


def _openable(rows: QuerySet[Signature]) -> QuerySet[Signature]:
    return rows.select_related("petition").only("sealed", "origin", "country", "petition__pid")


def _contents(row: Signature) -> Contents | None:
    try:
        return contents_of(row)
    except (KeysDestroyed, SealBroken):
        return None
