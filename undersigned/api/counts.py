"""The number of a petition as JSON: small, the same bytes for everybody."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponseBase

from undersigned.api.answers import json_bytes, reading, shared, time_text
from undersigned.petitions.queries.door import public_petition
from undersigned.petitions.queries.pages import petition_count
from undersigned.petitions.rules.marks import AS_OF
from undersigned.petitions.rules.pages import PetitionCount


@reading
def count(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The number of a public petition, with its goal, its time, its rank and how long its signatures wait."""
    return shared(request, count_json(slug, moment_of(request)), "application/json")


def moment_of(request: HttpRequest) -> datetime:
    """The moment that this answer speaks of: now, but for one that is made to be shown a little later."""
    told = request.META.get(AS_OF)
    return told if isinstance(told, datetime) else datetime.now(UTC)


def count_json(slug: str, now: datetime) -> bytes:
    """The bytes of a public petition's count at `now`; PetitionNotFound otherwise."""
    return json_bytes(count_fields(petition_count(public_petition(slug), now)))


def count_fields(counted: PetitionCount) -> dict[str, object]:
    """The number with its goal, its time and its rank; no field changes unless one of these did."""
    return {
        "signature_count": counted.count,
        "goal": counted.goal,
        "counted_at": time_text(counted.counted_at),
        "pid": counted.pid,
        "version": counted.version,
        "log_size": counted.log_size,
        "rank": counted.rank,
        "of": counted.of,
        # Why the time may be an hour old while people sign, and how long to wait before that is a fault.
        "sensitive": counted.published_within > timedelta(),
        "waits_seconds": round(counted.published_within.total_seconds()),
    }
