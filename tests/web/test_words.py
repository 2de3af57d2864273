"""Numbers, dates and names as people of a language write them."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import translation

from undersigned.web.countries import country_choices, sort_key
from undersigned.web.templatetags import words

AT = datetime(2026, 3, 3, 21, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "number", "share", "day", "country"),
    [("en", "25,000", "12%", "3 March 2026", "Germany"), ("tr", "25.000", "%12", "3 Mart 2026", "Almanya")],
)
def test_the_readers_language(language: str, number: str, share: str, day: str, country: str) -> None:
    with translation.override(language):
        assert words.number(25_000) == number
        assert words.percent(12) == share
        assert words.day(date(2026, 3, 3)) == day
        assert words.country_name("DE") == country


def test_times_say_that_they_are_utc() -> None:
    with translation.override("en"):
        assert words.clock(AT) == "21:05 UTC"
        assert words.moment(AT) == "3 March 2026, 21:05 UTC"
    assert words.stamp(AT) == "2026-03-03T21:05:00+00:00"


@pytest.mark.parametrize("empty", [words.number, words.plain, words.day, words.clock, words.moment, words.stamp])
def test_nothing_is_said_of_nothing(empty: object) -> None:
    assert callable(empty)
    assert empty(None) == ""


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("tr", "ltr"), ("", "ltr")])
def test_directions(language: str, direction: str) -> None:
    assert words.direction(language) == direction


def test_the_figure_is_the_first_number_and_markup_stays_text() -> None:
    with translation.override("en"):
        assert words.figure("100 have signed. Our goal is 1,000.", 100) == (
            '<b class="figure first"><bdi>100</bdi></b> have signed. Our goal is 1,000.'
        )
        assert words.figure("<i>So far</i> 7.", 7) == '&lt;i&gt;So far&lt;/i&gt; <b class="figure"><bdi>7</bdi></b>.'
        assert words.figure("<none>", 7) == "&lt;none&gt;"


@pytest.mark.parametrize(
    ("pages", "here", "shown"),
    [(1, 1, [1]), (3, 2, [1, 2, 3]), (9, 1, [1, 2, None, 9]), (9, 5, [1, None, 4, 5, 6, None, 9])],
)
def test_pages_worth_showing(pages: int, here: int, shown: list[int | None]) -> None:
    assert words.elided(pages, here) == shown


def test_a_language_is_named_in_the_readers_language_where_a_page_translates() -> None:
    page = engines["django"].from_string("{% load i18n %}{{ 'en'|language_words }}")
    with translation.override("tr"):
        assert page.render() == "İngilizce"


def test_countries_stand_in_the_order_of_the_alphabet() -> None:
    names = [name for _code, name in country_choices("tr")]
    assert names.index("Cezayir") < names.index("Çad") < names.index("Danimarka")
    assert names.index("Afganistan") < names.index("Åland Adaları") < names.index("Almanya")
    assert names.index("Vietnam") < names.index("Wallis ve Futuna") < names.index("Yemen")
    assert sort_key("Ilgaz", "tr") < sort_key("İzmir", "tr")
    english = [name for _code, name in country_choices("en")]
    assert english.index("Afghanistan") < english.index("Åland Islands") < english.index("Zambia")


def test_every_country_has_a_name_in_every_language() -> None:
    for language in ("en", "tr"):
        choices = country_choices(language)
        assert len({code for code, _name in choices}) == len(choices) > 240
        assert not [code for code, name in choices if name == code or not name]
