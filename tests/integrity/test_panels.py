"""The public panel: what it says, how coarse, how often, and what it never lets anybody subtract."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Person
from tests.integrity.campaigning import FORGED, forger, honest, stand
from tests.makers import make_published
from tests.signing import make_signed, publish_all
from undersigned.integrity.actions.publish_panels import publish_panels
from undersigned.integrity.models import Panel
from undersigned.integrity.panels import figures_of
from undersigned.integrity.rules.panels import Figures, areas, document, is_due, read_countries
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.add_entry import add_entry
from undersigned.signatures.actions.expire_unconfirmed import expire_unconfirmed
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.actions.tally import tally
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.entries import Effect, Subject
from undersigned.signatures.rules.states import CONFIRM_WITHIN
from undersigned.signatures.rules.tallies import Cells, TallyRefused
from undersigned.signatures.tallies import counted_by_country_and_day

MADE = datetime.fromisoformat("2026-03-03T12:00:00+00:00")
HOUR = timedelta(hours=1)


def panel_of(earlier: list[Cells] | None = None, people: int = 1000, **values: Any) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "received": 257,
        "confirmed": 200,
        "waiting": 19,
        "removed": {"bot": 3},
        "busiest_hour": 50,
        "countries": {"GB": 120, "IE": 73, "VA": 7},
        "known_domains": 150,
        "largest_domain": 30,
        "disposable": 3,
    }
    made = Figures(**(figures | values))
    text = document(
        made, pid="p", number=1, made_at=MADE, earlier=earlier or [], populations=dict.fromkeys(made.countries, people)
    )
    assert text.isascii()
    found: dict[str, Any] = json.loads(text)
    return found


def test_what_a_panel_says() -> None:
    assert panel_of() == {
        "format": "undersigned-integrity/1",
        "pid": "p",
        "number": 1,
        "made_at": "2026-03-03T12:00:00Z",
        "received_at_least": 250,
        "confirmed": 200,
        "waiting_at_least": 10,
        "removed": {"bot": 3},
        "percent_in_busiest_hour": 25,
        "percent_with_largest_own_domain": 20,
        "percent_with_disposable_domain": 0,
        "countries": {"GB": 120, "other": 80},
        "implausible_countries": ["GB"],
        "places": {},
        "places_from_sample": False,
        "implausible_places": [],
    }


def test_no_share_is_told_of_few() -> None:
    panel = panel_of(confirmed=99, known_domains=99)
    assert {panel[name] for name in panel if name.startswith("percent")} == {None}


def test_no_share_is_of_few() -> None:
    """Nor is the difference of two shares: they change with tens alone."""
    panel = panel_of(confirmed=100, busiest_hour=9, known_domains=100, largest_domain=2, disposable=1)
    assert {panel[name] for name in panel if name.startswith("percent")} == {0}
    told = {panel_of(known_domains=whole, disposable=53)["percent_with_disposable_domain"] for whole in range(120, 130)}
    assert told == {41}
    assert panel_of(confirmed=199, busiest_hour=199)["percent_in_busiest_hour"] == 100


def test_plausible_countries_are_not_named() -> None:
    assert panel_of(people=2400)["implausible_countries"] == []
    assert panel_of(people=2399)["implausible_countries"] == ["GB"]
    assert panel_of(people=0)["implausible_countries"] == []


def test_areas_are_measured_against_their_people() -> None:
    assert areas({"countries": {"IE": 50, "GB": 100, "other": 3}}, {"GB": 6000}) == [("GB", 100, 60), ("IE", 50, 0)]


@given(st.lists(st.dictionaries(st.sampled_from(["GB", "IE", "TR", "VA"]), st.integers(0, 40)), min_size=2, max_size=5))
def test_no_two_panels_differ_by_few_people_of_a_country(moments: list[dict[str, int]]) -> None:
    earlier: list[Cells] = []
    for counts in moments:
        panel = panel_of(earlier, countries=counts, confirmed=sum(counts.values()))
        now = read_countries(json.dumps(panel))
        assert all(number >= 10 for number in now.shown.values())
        for before in earlier:
            for name in now.shown.keys() & before.shown.keys():
                assert not 0 < abs(now.shown[name] - before.shown[name]) < 10
        earlier.append(now)


@pytest.mark.parametrize(
    ("confirmed", "before", "minutes", "due"),
    [
        (9, None, None, False),
        (10, None, None, True),
        (20, 10, 59, False),
        (20, 10, 60, True),
        (19, 10, 600, False),
        (1049, 1000, 60, False),
        (950, 1000, 60, True),
    ],
)
def test_when_a_panel_is_due(confirmed: int, before: int | None, minutes: int | None, due: bool) -> None:
    assert is_due(confirmed, before, timedelta(minutes=minutes) if minutes else None) is due


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def shown(petition: Petition) -> tuple[str, dict[str, Any]]:
    page = Client().get(f"/en/petitions/{petition.slug}/integrity/")
    text = Client().get(f"/api/v1/petitions/{petition.slug}/integrity.json")
    assert (page.status_code, text.status_code) == (200, 200)
    assert not page.cookies
    return page.content.decode(), text.json()


@pytest.mark.django_db
def test_a_panel_is_published_and_moves_at_most_once_an_hour(petition: Petition, now: datetime) -> None:
    stand(petition, [honest(number) for number in range(9)], now=now)
    assert publish_panels(now=publish_all(now=now)) == 0
    page = Client().get(f"/en/petitions/{petition.slug}/integrity/").content.decode()
    assert "too few signatures yet" in page
    assert Client().get(f"/api/v1/petitions/{petition.slug}/integrity.json").status_code == 404
    forged = stand(petition, [forger(number) for number in range(100)], now=now, network="192.0.2.77")
    stand(petition, [Person("Ann", "ann@mailinator.com", "IE")], now=now)
    later = publish_all(now=now)
    assert publish_panels(now=later) == 1
    page, values = shown(petition)
    assert (values["confirmed"], values["countries"]) == (110, {"GB": 100, "IE": 10})
    assert values["percent_with_largest_own_domain"] == 90
    assert values["percent_with_disposable_domain"] == 0
    assert "less than one in a hundred, or fewer than ten" in page
    assert values["percent_in_busiest_hour"] == 100
    assert "No country stands out" in page
    remove(signature_ids=[row.pk for row in forged], reason="bot", by="console", now=later)
    later = publish_all(now=later)
    assert publish_panels(now=later) == 0
    assert publish_panels(now=later + HOUR) == 1
    page, values = shown(petition)
    assert (values["number"], values["confirmed"], values["removed"]) == (2, 10, {"bot": 100})
    assert "It looked as if a program had signed" in page
    assert publish_panels(now=later + 2 * HOUR) == 0
    assert Panel.objects.count() == 2


@pytest.mark.django_db
def test_nothing_is_told_of_what_is_not_public(house: object) -> None:
    assert Client().get("/en/petitions/no-such/integrity/").status_code == 404
    assert Client().get("/api/v1/petitions/no-such/integrity.json").status_code == 404


def signers(country: str, number: int, first: int = 0) -> list[Person]:
    """So many people of a country, each with a domain of their own."""
    numbers = range(first, first + number)
    return [Person(f"Signer {n}", f"{country.lower()}{n}@{country.lower()}{n}.example", country) for n in numbers]


def countries_of(text: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(text)["countries"]
    return found


@pytest.mark.django_db
def test_a_panel_and_an_aggregate_tell_of_nobody_between_them(petition: Petition, now: datetime) -> None:
    stand(petition, signers("GB", 30) + signers("IE", 30), now=now)
    later = publish_all(now=now)
    made = tally(petition_id=petition.pk, by="console", now=later)
    assert countries_of(made.text) == {"GB": 30, "IE": 30}
    stand(petition, signers("GB", 20, first=30) + signers("IE", 1, first=30), now=later)
    later = publish_all(now=later)
    assert publish_panels(now=later) == 1
    assert countries_of(Panel.objects.get().text) == {"other": 81}
    stand(petition, signers("IE", 12, first=31), now=later)
    later = publish_all(now=later + HOUR)
    assert publish_panels(now=later) == 1
    assert countries_of(Panel.objects.get(number=2).text) == {"GB": 50, "IE": 43}
    stand(petition, signers("GB", 3, first=50) + signers("TR", 20), now=later)
    later = publish_all(now=later)
    made = tally(petition_id=petition.pk, by="console", now=later)
    assert countries_of(made.text) == {"IE": 43, "other": 73}


@pytest.mark.django_db
def test_a_panel_beside_which_an_aggregate_was_made_waits(
    petition: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand(petition, signers("GB", 30), now=now)
    later = publish_all(now=now)

    def meanwhile(petition_id: int) -> Figures:
        figures = figures_of(petition_id)
        tally(petition_id=petition_id, by="console", now=later)
        return figures

    monkeypatch.setattr("undersigned.integrity.actions.publish_panels.figures_of", meanwhile)
    assert publish_panels(now=later) == 0
    monkeypatch.undo()
    assert publish_panels(now=later) == 1
    assert countries_of(Panel.objects.get().text) == {"GB": 30}


@pytest.mark.django_db
def test_an_aggregate_beside_which_a_panel_was_made_is_refused(
    petition: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand(petition, signers("GB", 30), now=now)
    later = publish_all(now=now)

    def meanwhile(petition_id: int) -> tuple[dict[str, int], dict[str, int]]:
        counted = counted_by_country_and_day(petition_id)
        assert publish_panels(now=later) == 1
        return counted

    monkeypatch.setattr("undersigned.signatures.tallies.counted_by_country_and_day", meanwhile)
    with pytest.raises(TallyRefused, match="at this moment"):
        tally(petition_id=petition.pk, by="console", now=later)


@pytest.mark.django_db
def test_whoever_is_refused_reads_nothing_of_it(petition: Petition, now: datetime) -> None:
    add_entry(subject=Subject.DOMAIN, value=FORGED, effect=Effect.REFUSE, note="Theirs.", actor="console", now=now)
    for person in signers("IE", 20):
        make_signed(petition, person, now=now)
    assert figures_of(petition.pk).waiting == 20
    for number in range(20):
        make_signed(petition, forger(number), now=now)
    assert Signature.objects.filter(state="refused").count() == 20
    assert figures_of(petition.pk).waiting == 40
    expire_unconfirmed(now=now + CONFIRM_WITHIN + HOUR)
    assert figures_of(petition.pk).waiting == 0
