"""What an entry of the lists would have caught, before anybody adds it. Reads, and changes nothing."""

import ipaddress
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import BinaryField, Count, F, Q, QuerySet
from django.db.models.functions import Substr

from undersigned.keys.petition_keys import KeysDestroyed, petition_keys
from undersigned.keys.site import address_fingerprint
from undersigned.signatures.fields import origin_key
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.entries import Subject, read_value
from undersigned.signatures.rules.origins import DOMAIN_PLACE, LABELS, MARK_BYTES, WIDTHS, end_mark, width_mark
from undersigned.signatures.rules.persons import fingerprint
from undersigned.signatures.rules.states import STANDING, WAITING

LOOKED_BACK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Caught:
    """Signings of the last days that an entry would have met, as they stand now. Refused ones are not among them."""

    waiting: int
    """Not confirmed: pending or held."""
    standing: int
    """Confirmed: an entry does nothing to them."""
    by_petition: dict[str, int]
    """Both together by slug, the most first; of a mailbox nothing, since that would say what one person has signed."""
    is_complete: bool
    """False where the marks can't tell: a wildcard before more than three labels."""


def kept_value(subject: Subject, text: str) -> str:
    """The value as the lists keep it; raises EntryRefused."""
    value = read_value(subject, text)
    return address_fingerprint(value).hex() if subject is Subject.ADDRESS else value


def told(subject: str, kept: str) -> str:
    """How the audit trail names an entry of this kept value: of a mailbox's keyed hash by the first digits alone."""
    return f"{subject} {kept[:12] if subject == Subject.ADDRESS else kept}"[:200]


def try_out(*, subject: Subject, value: str, now: datetime, days: timedelta = LOOKED_BACK) -> Caught:
    """What an entry for this value, as typed, would have caught in the last days; raises EntryRefused.

    Only `try_entry` calls it for somebody: reading is an act. One query, and one more for the petitions of the days
    where it asks for a mailbox.
    """
    rows = Signature.objects.filter(created_at__gte=now - days, state__in=(*WAITING, *STANDING)).exclude(origin=b"")
    wanted = read_value(subject, value)
    if subject is Subject.COUNTRY:
        return _caught(rows.filter(country=wanted))
    if subject is Subject.ADDRESS:
        return replace(_caught(rows.filter(_of_mailbox(wanted, rows))), by_petition={})
    if subject is Subject.NETWORK:
        place, marks = network_places(wanted)
        return _caught(rows, place, marks.__contains__)
    found = _domain_mark(wanted)
    return Caught(0, 0, {}, is_complete=False) if found is None else _caught(rows, found[0], found[1].__eq__)


def _caught(rows: QuerySet[Signature], place: int = 0, fits: Callable[[bytes], bool] = lambda _mark: True) -> Caught:
    """`place`: which of the origin's marks is asked for."""
    groups = (
        rows.annotate(mark=mark_at(place)).values_list("mark", "petition__slug", "state").annotate(number=Count("pk"))
    )
    by_state: Counter[bool] = Counter()
    by_petition: Counter[str] = Counter()
    for found, slug, state, number in groups.order_by():
        if fits(bytes(found)):
            by_state[state in STANDING] += number
            by_petition[slug] += number
    return Caught(by_state[False], by_state[True], dict(by_petition.most_common()), is_complete=True)


def mark_at(place: int) -> Substr:
    """One mark of a signature's origin, for a query."""
    return Substr(F("origin"), place * MARK_BYTES + 1, MARK_BYTES, output_field=BinaryField())


def network_places(value: str) -> tuple[int, set[bytes]]:
    """Which mark knows this network exactly, and all that it may be: the network in parts of that width."""
    network, key = ipaddress.ip_network(value), origin_key()
    widths = WIDTHS[network.version]
    width = min(width for width in widths if width >= network.prefixlen)
    return widths.index(width), {width_mark(key, part) for part in network.subnets(new_prefix=width)}


def _domain_mark(value: str) -> tuple[int, bytes] | None:
    bare = value.removeprefix("*.")
    if bare == value:
        return DOMAIN_PLACE, end_mark(origin_key(), bare)
    labels = bare.count(".") + 1
    return (DOMAIN_PLACE + 1 + LABELS.index(labels), end_mark(origin_key(), bare)) if labels in LABELS else None


def _of_mailbox(canonical: str, rows: QuerySet[Signature]) -> Q:
    wanted = Q(pk=None)
    for petition, pid in rows.order_by().values_list("petition", "petition__pid").distinct():
        try:
            wanted |= Q(petition=petition, fingerprint=fingerprint(petition_keys(pid).fingerprint, canonical))
        except KeysDestroyed:
            continue
    return wanted
