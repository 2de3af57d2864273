"""Addresses in ASCII from titles in any script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.rules.folding import words_of
from undersigned.petitions.rules.languages import direction, is_language
from undersigned.petitions.rules.slugs import LONGEST, numbered, slug_of, slug_typed

PID = "-Ab_cdEF0123456789xyzQ"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A night train to Kavakdere", "a-night-train-to-kavakdere"),
        ("Işıklı bir köprü için İmza!", "isikli-bir-kopru-icin-imza"),
        ("Straße für Æ & Øre", "strasse-fur-ae-ore"),
        ("Ночной поезд", "nochnoi-poezd"),
        ("Νυχτερινό τρένο", "nychterino-treno"),
        ("قطار الليل", "petition-abcdef01"),
        ("夜行列車", "petition-abcdef01"),
        ("!!!", "petition-abcdef01"),
        ("x" * 200, "x" * LONGEST),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_slugs(title, slug):
    assert slug_of(title, PID) == slug


@pytest.mark.parametrize(
    "typed",
    [
        "a-night-train",
        " a-night-train/ ",
        "https://site.example/en/petitions/a-night-train/",
        "https://site.example/tr/petitions/a-night-train/?utm=1",
        "https://site.example/en/petitions/a-night-train#sign",
        "site.example/en/petitions/a-night-train/count/",
        "/api/v1/petitions/a-night-train/versions/1.txt",
    ],
)
def test_a_slug_is_found_in_what_people_copy(typed: str) -> None:
    assert slug_typed(typed) == "a-night-train"


@pytest.mark.parametrize("typed", ["", " ", "/", "https://[oops/en/petitions/x/", "?petition=x"])
def test_no_slug(typed: str) -> None:
    assert slug_typed(typed) == ""


@given(st.text(max_size=200))
def test_a_slug_is_always_an_address(title):
    slug = slug_of(title, PID)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert 3 <= len(slug) <= LONGEST


def test_the_second_of_one_title_is_numbered():
    assert [numbered("a-train", number) for number in (1, 2, 3)] == ["a-train", "a-train-2", "a-train-3"]


def test_words_meet_whatever_their_endings_and_marks():
    assert words_of("Gece trenleri") == ("gece", "trenl")
    assert words_of("LIBRARIES")[0] == words_of("library")[0] == "libra"
    assert words_of("İstanbul ISPARTA ısparta") == ("istan", "ispar")
    assert words_of("夜行列車") == ("夜行", "行列", "列車")
    assert words_of("a to 7") == ("7",)


def test_directions():
    assert [direction(code) for code in ("en", "ar", "fa", "az-Arab", "ar-Latn", "ur-PK", "he")] == [
        "ltr", "rtl", "rtl", "rtl", "ltr", "rtl", "rtl",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["en", "tr", "zh-Hant", "pt-BR", "sr-Latn-RS", "ckb", "es-419"])
def test_languages(code):
    assert is_language(code)


@pytest.mark.parametrize(
    "code", ["", "e", "english", "EN", "en-", "en-us", "en_US", "x-klingon", "en-Latn-US-x", "e\u0301"]
)
def test_no_languages(code):
    assert not is_language(code)
