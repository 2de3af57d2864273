"""Places with their people: the table, the command that loads it, and what a panel says of them."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Person
from tests.integrity.campaigning import forger, honest, stand
from tests.makers import make_published
from tests.signing import publish_all
from undersigned.console.main import main
from undersigned.integrity import counted_places as counting
from undersigned.integrity.actions.find_clusters import find_clusters
from undersigned.integrity.actions.publish_panels import publish_panels
from undersigned.integrity.counted_places import counted_places
from undersigned.integrity.models import Alert
from undersigned.integrity.rules.panels import ELSEWHERE, Figures, document, place_lines, read_places
from undersigned.integrity.rules.places import Place, read_table, written_table
from undersigned.petitions.models import Petition
from undersigned.signatures.rules.tallies import Cells
from undersigned.web.staff.integrity.words import subject_words

TABLE = "country,place,population\nGB,Little Wending,800\ngb,  Great Wending ,90 000\nIE,Wending,1'200\n"
PEOPLE = {("GB", "Little Wending"): 800, ("GB", "Great Wending"): 90_000}


def test_a_table_is_read() -> None:
    table = read_table(TABLE.splitlines())
    assert table.faults == ()
    assert table.places[("GB", "great wending")] == Place("GB", "Great Wending", 90_000)
    assert list(written_table(table)) == [
        ("GB", "Great Wending", 90_000),
        ("GB", "Little Wending", 800),
        ("IE", "Wending", 1200),
    ]
    assert read_table(["Wending,1200"], "IE").places == {("IE", "wending"): Place("IE", "Wending", 1200)}


def test_places_of_one_name_are_taken_together() -> None:
    table = read_table(["US,Springfield,100", "US,SPRINGFIELD,200", "CA,Springfield,5"])
    assert table.places[("US", "springfield")] == Place("US", "Springfield", 300)
    assert table.places[("CA", "springfield")].people == 5


@pytest.mark.parametrize(
    "line",
    [
        *("GB,Wending", "GB,Wending,many", "GB,Wending,-1", "GB,Wending,0", "GB,Wending,12345678901", "GBR,Wending,1"),
        *("GB,,1", "GB,other,1", "GB,*,1", "GB,a\u200bb\x07,1", f"GB,{'x' * 121},1", "1,2,3,4", "GB,Wending,١٢"),
    ],
)
def test_a_line_that_says_nothing_is_told_by_its_number(line: str) -> None:
    table = read_table(["GB,Little Wending,800", line, "", "IE,Wending,1"])
    assert table.faults == (2,)
    assert len(table.places) == 2


def panel_of(
    places: Mapping[str, Mapping[str, int]], earlier: list[dict[str, Cells]] | None = None, **more: Any
) -> dict[str, Any]:
    countries = {country: sum(named.values()) for country, named in places.items()}
    figures = Figures(
        received=0,
        confirmed=sum(countries.values()),
        waiting=0,
        removed={},
        busiest_hour=0,
        countries=countries | more.pop("countries", {}),
        known_domains=0,
        largest_domain=0,
        disposable=0,
        places=places,
        **more,
    )
    made = datetime.fromisoformat("2026-03-03T12:00:00+00:00")
    text = document(
        figures,
        pid="p",
        number=1,
        made_at=made,
        earlier=[],
        populations={},
        earlier_places=earlier or [],
        people=PEOPLE,
    )
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_panel_tells_places_and_what_is_implausible() -> None:
    values = panel_of({"GB": {"Little Wending": 390, "Great Wending": 1000, "Mill": 4, ELSEWHERE: 700}})
    assert values["places"] == {"GB": {"*": 700, "Great Wending": 1000, "other": 394}}
    values = panel_of({"GB": {"Little Wending": 390, "Great Wending": 1000, ELSEWHERE: 700}})
    assert values["places"] == {"GB": {"*": 700, "Great Wending": 1000, "Little Wending": 390}}
    assert values["implausible_places"] == [
        {"country": "GB", "place": "Little Wending", "signatures": 390, "people": 800}
    ]
    assert place_lines(values, PEOPLE) == [
        ("GB", "Great Wending", 1000, 90_000),
        ("GB", "Little Wending", 390, 800),
    ]
    assert panel_of({"GB": {"Little Wending": 200, ELSEWHERE: 700}})["implausible_places"] == []


@pytest.mark.parametrize(
    "places", [{"GB": {ELSEWHERE: 500}}, {"GB": {"Little Wending": 9, ELSEWHERE: 500}}, {"GB": {}}, {}]
)
def test_where_no_place_can_be_named_none_is(places: dict[str, dict[str, int]]) -> None:
    assert panel_of(places)["places"] == {}


def test_places_of_a_country_that_is_not_shown_are_not() -> None:
    assert panel_of({"GB": {"Little Wending": 50}}, countries={"GB": 9, "IE": 41})["places"] == {}


NUMBERS = st.dictionaries(st.sampled_from(["Little Wending", "Great Wending", "Mill", ELSEWHERE]), st.integers(0, 40))


@given(st.lists(NUMBERS, min_size=2, max_size=5))
def test_no_figure_and_no_difference_speaks_of_few(moments: list[dict[str, int]]) -> None:
    earlier: list[dict[str, Cells]] = []
    for counts in moments:
        now = read_places(json.dumps(panel_of({"GB": counts}, earlier)))
        for before in [one["GB"] for one in earlier if "GB" in one and "GB" in now]:
            for name in now["GB"].shown.keys() & before.shown.keys():
                assert not 0 < abs(now["GB"].shown[name] - before.shown[name]) < 10
        if "GB" in now:
            assert all(number >= 10 for number in now["GB"].shown.values())
            assert not 0 < now["GB"].other < 10
            assert now["GB"].total == sum(counts.values())
        earlier.append(now)


@pytest.fixture
def table(house: object, tmp_path: Path) -> Path:
    file = tmp_path / "places.csv"
    file.write_text(TABLE)
    assert main(["places", str(file)]) == 0
    return Path(settings.UNDERSIGNED.data / "places.csv")


@pytest.mark.django_db
def test_the_command_loads_a_whole_table_or_none(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["places"]) == 0
    assert "Places known: 3, in 2 countries." in capsys.readouterr().out
    before = table.read_bytes()
    wrong = tmp_path / "wrong.csv"
    for content, words in ((TABLE + "GB,Nowhere\n", "in line 5"), ("country,place\n", "names no place")):
        wrong.write_text(content)
        assert main(["places", str(wrong)]) == 1
        assert words in capsys.readouterr().err
    wrong.write_bytes(b"\xff\xfe")
    assert main(["places", str(wrong)]) == 1
    assert main(["places", str(tmp_path / "missing.csv")]) == 1
    assert table.read_bytes() == before
    capsys.readouterr()
    wrong.write_text("\ufeffname,population\nKavakdere,1200\n")
    assert main(["places", str(wrong), "--country", "TR"]) == 0
    assert main(["places"]) == 0
    assert "Places known: 1, in 1 country." in capsys.readouterr().out


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def crowd_of(petition: Petition, now: datetime) -> datetime:
    stand(petition, [forger(number, "little  WENDING") for number in range(250)], now=now)
    stand(petition, [Person(f"G {n}", f"g{n}@home{n}.example", "GB", "Great Wending") for n in range(30)], now=now)
    stand(petition, [Person(f"M {n}", f"m{n}@house{n}.example", "GB", "Mill Lane 7") for n in range(12)], now=now)
    stand(petition, [honest(number) for number in range(11)], now=now)
    return publish_all(now=now)


@pytest.mark.django_db
def test_a_village_that_signs_too_much_is_said_in_words(petition: Petition, table: Path, now: datetime) -> None:
    assert publish_panels(now=crowd_of(petition, now)) == 1
    page = Client().get(f"/en/petitions/{petition.slug}/integrity/").content.decode()
    said = "250 signatures would come from a place where 800 people live. That is not plausible."
    assert f"<bdi>Little Wending</bdi>, United Kingdom: {said}" in page
    assert "<bdi>Great Wending</bdi>, United Kingdom" in page
    assert "Mill Lane" not in page
    values = Client().get(f"/api/v1/petitions/{petition.slug}/integrity.json").json()
    assert values["places"] == {"GB": {"*": 12, "Great Wending": 30, "Little Wending": 250}}
    assert values["places_from_sample"] is False
    assert find_clusters(now=now + timedelta(minutes=1)) >= 1
    assert Alert.objects.filter(kind="area").count() == 1


@pytest.mark.django_db
def test_without_a_table_nobody_is_opened(petition: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    later = crowd_of(petition, now)

    def opened(*_args: object) -> None:
        raise AssertionError

    monkeypatch.setattr(counting, "contents_of", opened)
    assert publish_panels(now=later) == 1
    page = Client().get(f"/en/petitions/{petition.slug}/integrity/").content.decode()
    assert "No country stands out" in page
    assert "No place stands out" not in page
    assert Client().get(f"/api/v1/petitions/{petition.slug}/integrity.json").json()["places"] == {}


@pytest.mark.django_db
def test_of_very_many_an_even_sample_is_opened(
    petition: Petition, table: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd_of(petition, now)
    monkeypatch.setattr(counting, "OPENED_AT_MOST", 60)
    found = counted_places(petition.pk)
    assert found.is_sample
    numbers = found.numbers["GB"]
    assert all(number % 10 == 0 for number in numbers.values())
    assert 50 < numbers["Little Wending"] < 450
    assert counted_places(petition.pk) == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        ("area", "GB little wending", "Little Wending, United Kingdom"),
        ("area", "GB nowhere", "nowhere, United Kingdom"),
        ("area", "IE", "Ireland"),
        ("minute", "2026-03-03T12:00:00+00:00", "3 March 2026, 12:00 UTC"),
        ("domain", "crowd.example", "crowd.example"),
        ("network", "", ""),
    ],
)
def test_what_a_cluster_is_about_is_told_in_words(table: Path, kind: str, subject: str, words: str) -> None:
    with override("en"):
        assert subject_words(kind, subject) == words
