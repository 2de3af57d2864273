"""The sentences as they are read."""

from datetime import UTC, datetime

import pytest

from undersigned.petitions.rules.milestones import milestone, standing_among
from undersigned.petitions.words import counter_sentence, milestone_sentence, number_text, ordinal_text

AT = datetime(2026, 11, 24, 14, 0, 59, tzinfo=UTC)


def said(count, goal, others, language="en"):
    return milestone_sentence(milestone(goal, standing_among(count, goal, others)), language, AT)


@pytest.mark.parametrize(
    ("count", "goal", "sentence"),
    [
        (0, 25_000, "0 have signed. Our goal is 25,000."),
        (1, 100, "1 has signed. Our goal is 100."),
        (2, 100, "2 have signed. Our goal is 100."),
        (1_234_567, 1_500_000, "1,234,567 have signed. Our goal is 1,500,000."),
    ],
)
def test_the_counter_in_english(count, goal, sentence):
    assert counter_sentence(count, goal, "en") == sentence


@pytest.mark.parametrize(
    ("count", "goal", "sentence"),
    [
        (0, 25_000, "0 kişi imzaladı. Hedefimiz 25.000."),
        (1, 100, "1 kişi imzaladı. Hedefimiz 100."),
        (12_345, 25_000, "12.345 kişi imzaladı. Hedefimiz 25.000."),
    ],
)
def test_the_counter_in_turkish(count, goal, sentence):
    assert counter_sentence(count, goal, "tr") == sentence


@pytest.mark.parametrize(
    ("world", "sentence"),
    [
        ((0, 100, []), "It is the only petition on this site so far (as of 14:00 UTC)."),
        ((9, 100, [3, 4]), "It is already the most signed of 3 petitions on this site (as of 14:00 UTC)."),
        ((0, 100, [3, 4]), "At 100 it becomes the most signed of 3 petitions on this site (as of 14:00 UTC)."),
        (
            (0, 100, [100, 4]),
            "At 100 it draws level with another petition: they share the 1st place of 3 on this site "
            "(as of 14:00 UTC).",
        ),
        (
            (0, 100, [200, 100, 100, 4]),
            "At 100 it draws level with 2 other petitions: they share the 2nd place of 5 on this site "
            "(as of 14:00 UTC).",
        ),
        (
            (5, 100, [200, 300, 4]),
            "At 100 it is still the 3rd most signed of 4 petitions on this site (as of 14:00 UTC).",
        ),
        (
            (0, 25_000, [30_000] * 6 + [3] * 1197),
            "At 25,000 it becomes the 7th most signed of 1,204 petitions on this site (as of 14:00 UTC). "
            "It is then one of the most signed here.",
        ),
        (
            (0, 7_500_000, [9_000_000, 3]),
            "At 7,500,000 it becomes the 2nd most signed of 3 petitions on this site (as of 14:00 UTC).",
        ),
    ],
)
def test_the_milestone_in_english(world, sentence):
    assert said(*world) == sentence


@pytest.mark.parametrize(
    ("world", "sentence"),
    [
        ((0, 100, []), "Şimdilik bu sitedeki tek kampanya bu (saat 14:00 UTC itibarıyla)."),
        (
            (9, 100, [3, 4]),
            "Bu sitedeki 3 kampanya arasında en çok imzalanan zaten bu kampanya (saat 14:00 UTC itibarıyla).",
        ),
        (
            (0, 100, [3, 4]),
            "100 imzaya ulaşınca bu sitedeki 3 kampanya arasında en çok imzalanan kampanya olur "
            "(saat 14:00 UTC itibarıyla).",
        ),
        (
            (0, 100, [100, 4]),
            "100 imzaya ulaşınca başka bir kampanyayla eşitlenir: bu sitedeki 3 kampanya arasında 1. sırayı "
            "paylaşırlar (saat 14:00 UTC itibarıyla).",
        ),
        (
            (0, 100, [200, 100, 100, 4]),
            "100 imzaya ulaşınca başka 2 kampanyayla eşitlenir: bu sitedeki 5 kampanya arasında 2. sırayı "
            "paylaşırlar (saat 14:00 UTC itibarıyla).",
        ),
        (
            (5, 100, [200, 300, 4]),
            "100 imzaya ulaşınca da bu sitedeki 4 kampanya arasında en çok imzalanan 3. kampanya olarak kalır "
            "(saat 14:00 UTC itibarıyla).",
        ),
        (
            (0, 25_000, [30_000] * 6 + [3] * 1197),
            "25.000 imzaya ulaşınca bu sitedeki 1.204 kampanya arasında en çok imzalanan 7. kampanya olur "
            "(saat 14:00 UTC itibarıyla). O zaman burada en çok imzalanan kampanyalardan biridir.",
        ),
    ],
)
def test_the_milestone_in_turkish(world, sentence):
    count, goal, others = world
    assert said(count, goal, others, "tr") == sentence


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (7, "7th"), (10, "10th"), (11, "11th"), (12, "12th"),
     (13, "13th"), (21, "21st"), (22, "22nd"), (101, "101st"), (111, "111th"), (112, "112th"), (1_003, "1,003rd"),
     (1_013, "1,013th")],
)  # fmt: skip
def test_english_ordinals(number, text):
    assert ordinal_text(number, "en") == text


def test_turkish_ordinals():
    assert [ordinal_text(number, "tr") for number in (1, 22, 1204)] == ["1.", "22.", "1.204."]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "25,000"), ("tr", "25.000"), ("de", "25.000"), ("pl", "25\u00a0000"), ("xx", "25,000")],
)
def test_numbers_are_written_as_the_language_writes_them(language, text):
    assert number_text(25_000, language) == text
