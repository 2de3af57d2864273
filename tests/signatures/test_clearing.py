"""What is old is deleted a few rows at a time."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from undersigned.signatures.actions.clear import AT_ONCE, clear
from undersigned.signatures.actions.expire_unconfirmed import expire_unconfirmed
from undersigned.signatures.models import LetterPlace
from undersigned.signatures.rules.caps import KEPT

pytestmark = pytest.mark.django_db
OLD = AT_ONCE * 2 + 7


def places(first: int, number: int, at: datetime) -> None:
    rows = [
        LetterPlace(letter=each.to_bytes(16, "big"), address=bytes(32), about=bytes(16), at=at)
        for each in range(first, first + number)
    ]
    LetterPlace.objects.bulk_create(rows, batch_size=500)


def test_a_sweep_deletes_a_storms_places_in_parts(now: datetime) -> None:
    places(0, OLD, now - KEPT - timedelta(seconds=1))
    places(OLD, 3, now)
    with CaptureQueriesContext(connection) as asked:
        expire_unconfirmed(now=now)
    deletions = [query["sql"] for query in asked.captured_queries if query["sql"].startswith("DELETE")]
    assert len(deletions) == -(-OLD // AT_ONCE)
    assert LetterPlace.objects.count() == 3


def test_what_has_changed_since_it_was_found_stays(now: datetime) -> None:
    places(0, 5, now)
    assert clear(rows=LetterPlace.objects.filter(at__lt=now).order_by("at")) == 0
    assert clear(rows=LetterPlace.objects.filter(at=now).order_by("at")) == 5
