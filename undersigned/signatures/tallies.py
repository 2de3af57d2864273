"""Questions about the published aggregates of a petition. Read only."""

from collections import Counter

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.module_loading import import_string

from undersigned.ledger.queries import published_size
from undersigned.signatures.models import Signature, Tally
from undersigned.signatures.rules.states import State
from undersigned.signatures.rules.tallies import Cells, read_cells


def published_tally(petition_id: int, number: int | None = None) -> Tally | None:
    """The tally with this number, or the newest; None as long as the published log does not hold its hash."""
    tallies = Tally.objects.filter(petition=petition_id, event__index__lt=published_size()).order_by("-number")
    return (tallies if number is None else tallies.filter(number=number)).select_related("event").first()


def newest_tally(petition_id: int) -> Tally | None:
    """The newest that was made, whether the log has published its hash yet or not."""
    return Tally.objects.filter(petition=petition_id).order_by("-number").first()


def told_days(petition_id: int) -> list[Cells]:
    """The days of all aggregates that were made, the oldest first."""
    return [read_cells(one.text)[1] for one in _made(petition_id)]


def told_countries(petition_id: int) -> list[Cells]:
    """The countries of all aggregates, and of all else that this site published by country.

    What is published next is merged against each of these: readers subtract whatever they have at hand, whichever
    document it stands in. Higher rooms answer for their own (settings.COUNTRIES_TOLD_TOO).
    """
    own = [read_cells(one.text)[0] for one in _made(petition_id)]
    return own + [told for path in settings.COUNTRIES_TOLD_TOO for told in import_string(path)(petition_id)]


def _made(petition_id: int) -> QuerySet[Tally]:
    return Tally.objects.filter(petition=petition_id).order_by("number")


def counted_by_country_and_day(petition_id: int) -> tuple[dict[str, int], dict[str, int]]:
    """How many counted signatures there are from each country and of each day; both of one moment, by one query."""
    rows = Signature.objects.filter(petition=petition_id, state=State.COUNTED).order_by()
    countries: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for country, day, number in (
        rows.values("country", "day").annotate(number=Count("pk")).values_list("country", "day", "number")
    ):
        countries[country] += number
        days[day.isoformat()] += number
    return dict(countries), dict(days)
