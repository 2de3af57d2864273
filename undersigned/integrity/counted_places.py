"""From which places of the site's table the counted signatures of a petition come. Read only."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from undersigned.integrity.places import place_table
from undersigned.integrity.rules.conditions import folded
from undersigned.integrity.rules.panels import ELSEWHERE
from undersigned.keys.petition_keys import KeysDestroyed
from undersigned.keys.sealing import SealBroken
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of
from undersigned.signatures.rules.contents import Contents
from undersigned.signatures.rules.states import State

OPENED_AT_MOST: Final = 20_000
"""Places stand sealed, and opening one signature costs as much as counting fifty."""
FINENESS: Final = 1 << 16
PART: Final = 2_000


@dataclass(slots=True)
class CountedPlaces:
    """By country and the table's name of the place; ELSEWHERE is whatever is not in the table."""

    numbers: dict[str, Counter[str]] = field(default_factory=dict)
    is_sample: bool = False
    """The numbers are told from an even sample up to the whole, rounded down to tens."""


def counted_places(petition_id: int) -> CountedPlaces:
    """Of the countries of which the table has places; nothing is opened without a table."""
    table, found = place_table(), CountedPlaces()
    countries = {country for country, _place in table}
    rows = Signature.objects.filter(petition=petition_id, state=State.COUNTED, country__in=countries).order_by()
    number = rows.count() if countries else 0
    share = min(FINENESS, OPENED_AT_MOST * FINENESS // max(number, 1)) or 1
    found.is_sample = share < FINENESS
    if found.is_sample:
        # A fingerprint is as good as chance and known to nobody: always the same ones.
        rows = rows.filter(fingerprint__lt=share.to_bytes(2, "big"))
    if number:
        openable = rows.select_related("petition").only("sealed", "country", "petition__pid")
        for row in openable[: 2 * OPENED_AT_MOST].iterator(PART):
            contents = _contents(row)
            place = table.get((row.country, folded(contents.place))) if contents is not None else None
            found.numbers.setdefault(row.country, Counter())[place.name if place else ELSEWHERE] += 1
    if found.is_sample:
        found.numbers = {country: _scaled(counts, share) for country, counts in found.numbers.items()}
    return found


def _scaled(counts: Counter[str], share: int) -> Counter[str]:
    return Counter({name: number * FINENESS // share // 10 * 10 for name, number in counts.items()})


def _contents(row: Signature) -> Contents | None:
    try:
        return contents_of(row)
    except (KeysDestroyed, SealBroken):
        return None
