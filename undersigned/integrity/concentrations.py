"""What the signings of a day have in common, counted by marks; a bounded number of each petition is opened.

Opening one costs as much as counting ten. What stands in marks or in clear (network, domain, minute, country) is
counted of all in one reading of the day; patterns and places stand sealed and are counted of an even sample, which also
says whose the marks of domains are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Substr

from undersigned.integrity.rules.clusters import AREA_LEAST, LOOKED_BACK, OPENED_AT_MOST, Looked, least, shape, thin
from undersigned.integrity.rules.conditions import folded
from undersigned.keys.petition_keys import KeysDestroyed
from undersigned.keys.sealing import SealBroken
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of
from undersigned.signatures.rules.contents import Contents
from undersigned.signatures.rules.origins import DOMAIN_PLACE, LABELS, MARK_BYTES, household
from undersigned.signatures.rules.states import STANDING, WAITING
from undersigned.signatures.screening.domain_window import BIG

PART: Final = 5_000
OPENED_AT_ONCE: Final = 500
SLICE: Final = timedelta(hours=1)
"""Of the day that is read in one statement: nobody who writes waits for a reader who takes his time."""
NOWHERE: Final = bytes(MARK_BYTES)
NETWORK_PLACE: Final = 0
ENDS: Final = {labels: place for place, labels in enumerate(LABELS, DOMAIN_PLACE + 1)}
"""Where the mark of a domain's last so many labels stands."""
TO_THE_MINUTE: Final = len("2026-03-03 12:00")
BY_CHANCE: Final = 12
"""The last digits of an id are drawn: the signings with the lowest ones are an even sample, the same each time."""
BEYOND: Final = "~"
"""Behind all digits."""
Row = tuple[int, Any, str, str, str]
"""Petition, origin, minute, country, id."""


def look(now: datetime) -> dict[int, Looked]:
    """By petition what its signings of the last day have in common, confirmed or not; those with very few are left out.

    One reading of the day over an index, in parts, and of each petition at most OPENED_AT_MOST signings opened.
    """
    tallies: dict[int, _Tally] = {}
    start = now - LOOKED_BACK
    while start <= now:
        rows = _between(start, start + SLICE).iterator(PART)
        while part := list(islice(rows, PART)):
            for petition, some in _by_petition(part).items():
                tallies.setdefault(petition, _Tally()).add(some)
        start += SLICE
    return {petition: tally.looked() for petition, tally in tallies.items() if tally.whole >= AREA_LEAST}


def _between(start: datetime, end: datetime) -> QuerySet[Any, Row]:
    rows = Signature.objects.filter(created_at__gte=start, created_at__lt=end, state__in=(*WAITING, *STANDING))
    if settings.UNDERSIGNED.screening != "off":
        # The index by time holds those that have marks; with screening off none has, and all rows are read through.
        rows = rows.exclude(origin=b"")
    minute = Substr(Cast("created_at", CharField()), 1, TO_THE_MINUTE)
    named = rows.order_by().annotate(minute=minute, name=Cast("id", CharField()))
    read: QuerySet[Any, Any] = named.values_list("petition", "origin", "minute", "country", "name")
    return read


def _by_petition(part: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in part:
        found.setdefault(row[0], []).append(row)
    return found


class _Tally:
    """Of one petition."""

    def __init__(self) -> None:
        """Nothing was read."""
        self.whole = 0
        self._countries: Counter[str] = Counter()
        self._minutes: Counter[str] = Counter()
        self._marks: dict[int, Counter[bytes]] = {place: Counter() for place in (NETWORK_PLACE, *ENDS.values())}
        self._sample: list[tuple[str, str]] = []

    def add(self, rows: Sequence[Row]) -> None:
        """These as well."""
        self.whole += len(rows)
        self._minutes.update([minute for _, _, minute, _, _ in rows])
        self._countries.update([country for _, _, _, country, _ in rows])
        origins = [bytes(origin) for _, origin, _, _, _ in rows if origin]
        for place, counts in self._marks.items():
            counts.update([origin[place * MARK_BYTES : (place + 1) * MARK_BYTES] for origin in origins])
            thin(counts)
        most = self._sample[-1][0] if len(self._sample) == OPENED_AT_MOST else BEYOND
        self._sample += [(drawn, name) for _, _, _, _, name in rows if (drawn := name[-BY_CHANCE:]) < most]
        if len(self._sample) > OPENED_AT_MOST:
            self._sample = sorted(self._sample)[:OPENED_AT_MOST]

    def looked(self) -> Looked:
        """All that was counted, and what an even sample of the rows holds sealed."""
        from_here = least(self.whole)
        large = {
            place: {mark: number for mark, number in counts.items() if number >= from_here and mark != NOWHERE}
            for place, counts in self._marks.items()
        }
        looked = Looked(whole=self.whole, countries=self._countries, one_in=self.whole / len(self._sample))
        looked.networks.update({mark.hex(): number for mark, number in large[NETWORK_PLACE].items()})
        looked.minutes.update({f"{at.replace(' ', 'T')}:00+00:00": number for at, number in self._minutes.items()})
        for row, contents in _opened([name for _, name in self._sample]):
            _add_opened(looked, row, contents, large)
        return looked


def _opened(names: Sequence[str]) -> Iterator[tuple[Signature, Contents]]:
    for first in range(0, len(names), OPENED_AT_ONCE):
        rows = Signature.objects.filter(pk__in=names[first : first + OPENED_AT_ONCE]).select_related("petition")
        for row in rows.only("sealed", "origin", "country", "petition__pid"):
            try:
                contents = contents_of(row)
            except (KeysDestroyed, SealBroken):
                continue
            if contents is not None:
                yield row, contents


def _add_opened(looked: Looked, row: Signature, contents: Contents, large: dict[int, dict[bytes, int]]) -> None:
    local, _, domain = contents.email.lower().rpartition("@")
    owner = household(domain)
    looked.shapes[shape(local)] += 1
    if contents.place:
        looked.places[f"{row.country} {folded(contents.place)}"] += 1
    if owner in BIG:
        return
    origin = bytes(row.origin)
    if not origin:
        # Screening was off when it came: there are no marks to count.
        looked.domains[owner] += round(looked.one_in)
    elif (place := ENDS.get(owner.count(".") + 1)) is not None:
        number = large[place].get(origin[place * MARK_BYTES : (place + 1) * MARK_BYTES], 0)
        if number:
            looked.domains[owner] = number
