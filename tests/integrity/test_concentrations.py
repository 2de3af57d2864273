"""What signings have in common is counted by their marks, and of many a bounded number is opened."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Person
from tests.integrity.campaigning import FORGED, forger, honest
from tests.makers import make_published
from tests.signatures.screening.evidence import crowd
from undersigned.integrity import concentrations
from undersigned.integrity.concentrations import look
from undersigned.integrity.rules import clusters
from undersigned.integrity.rules.clusters import LEAST, OPENED_AT_MOST, shape
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The patterns of all that were opened for them."""
    found: list[str] = []

    def watched(local: str) -> str:
        found.append(local)
        return shape(local)

    monkeypatch.setattr(concentrations, "shape", watched)
    return found


def at(domain: str, number: int, name: str = "ida") -> list[Person]:
    return [Person(f"Ida {one}", f"{name}{one}@{domain}", "IE", "Dingle") for one in range(number)]


def test_everything_is_counted(petition: Petition, now: datetime) -> None:
    crowd(petition, [forger(number, "Little Wending") for number in range(LEAST)], now=now, network="192.0.2.77")
    crowd(petition, at("mail.evil.co.uk", LEAST), now=now - timedelta(minutes=3), network="192.0.2.78")
    crowd(petition, [honest(number) for number in range(5)], now=now - timedelta(hours=25))
    crowd(make_published(now, title="A quiet one"), [honest(number) for number in range(5)], now=now)
    assert list(look(now)) == [petition.pk]
    seen = look(now)[petition.pk]
    assert (seen.whole, seen.one_in) == (2 * LEAST, 1.0)
    assert seen.domains == {FORGED: LEAST, "evil.co.uk": LEAST}
    assert sorted(seen.networks.values()) == [LEAST, LEAST]
    assert seen.minutes == {now.isoformat(): LEAST, (now - timedelta(minutes=3)).isoformat(): LEAST}
    assert seen.countries == {"GB": LEAST, "IE": LEAST}
    assert seen.places == {"GB little wending": LEAST, "IE dingle": LEAST}
    assert seen.shapes == {"forged#": LEAST, "ida#": LEAST}


def test_owners_below_one_ending_are_told_apart(petition: Petition, now: datetime) -> None:
    """Forty with addresses below co.uk are nobody's own; forty below one name there are."""
    crowd(petition, [one for number in range(LEAST) for one in at(f"home{number}.co.uk", 1)], now=now)
    crowd(petition, at("a.big-hands.org.uk", LEAST // 2) + at("b.big-hands.org.uk", LEAST // 2), now=now)
    crowd(petition, at("gmail.com", LEAST, "gail") + at("hotmail.com.tr", LEAST), now=now)
    assert look(now)[petition.pk].domains == {"big-hands.org.uk": LEAST}


def test_without_marks_domains_are_read_where_signings_are_opened(
    petition: Petition, now: datetime, settings: Any
) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"screening": "off"})
    crowd(petition, [forger(number) for number in range(LEAST)], now=now, network="192.0.2.77")
    assert set(Signature.objects.values_list("origin", flat=True)) <= {b""}
    seen = look(now)[petition.pk]
    assert (seen.domains, seen.networks) == ({FORGED: LEAST}, {})


def test_of_many_an_even_sample_is_opened(
    petition: Petition, now: datetime, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tenth of 600 is opened, the same each time, and told up to all; what stands in marks stays exact."""
    monkeypatch.setattr(concentrations, "OPENED_AT_MOST", 60)
    crowd(petition, [forger(number) for number in range(600)], now=now, network="192.0.2.77")
    first = look(now)[petition.pk]
    assert first.one_in == 10
    assert first.shapes["forged#"] == len(opened) == 60
    assert (first.whole, first.domains[FORGED], set(first.networks.values())) == (600, 600, {600})
    seen = sorted(opened)
    opened.clear()
    look(now + timedelta(minutes=10))
    assert sorted(opened) == seen


@pytest.mark.sqlite
def test_the_day_is_read_over_an_index(petition: Petition, now: datetime) -> None:
    """Old signatures of a large petition are not looked at every ten minutes."""
    crowd(petition, [forger(number) for number in range(30)], now=now)
    with CaptureQueriesContext(connection) as captured:
        look(now)
    reading = [query["sql"] for query in captured if "created_at" in query["sql"]]
    assert len(reading) == 25
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {reading[0]}")
        assert "signature_origin" in str(cursor.fetchall())


def test_few_are_all_opened(petition: Petition, now: datetime, opened: list[str]) -> None:
    crowd(petition, [forger(number) for number in range(30)], now=now)
    look(now)[petition.pk]
    assert len(opened) == 30 < OPENED_AT_MOST


def test_what_came_once_is_forgotten_where_there_are_too_many(
    petition: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "KEPT_AT_MOST", 20)
    monkeypatch.setattr(concentrations, "PART", 50)
    for number in range(100):
        crowd(petition, [honest(number)], now=now, network=f"203.0.113.{number}")
    crowd(petition, [forger(number) for number in range(LEAST)], now=now, network="192.0.2.77")
    seen = look(now)[petition.pk]
    assert seen.domains[FORGED] == LEAST
    assert list(seen.networks.values()) == [LEAST]
