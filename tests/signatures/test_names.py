"""Names: whatever a person can be called passes unchanged; what is no writing does not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.signatures.rules.names import FieldRefused, read_line, read_name

PEOPLE = [
    "Y",
    "Suharsa",
    "Oscar O'Connor-D'Angelo",
    "Null",
    "None undefined",
    "Mehtap Kıvılcım",
    "İLKER ŞÜKRÜ",
    "ليلى الحدّاد",
    "עֲמִיחַי בֶּן־דָּוִד",
    "王小明",
    "𠮷野家",
    "김정은희",
    "ශ්‍රී ජයවර්ධන",
    "क्ष\u200cमा शर्\u200dमा",
    "สมชาย ใจดี",
    "Nguyễn Thị Ánh",
    "María-José Carreño Quiñones",
    "X Æ A-12",
    "Dr. h.c. J.R.R. Tolkien, Jr.",
    "John Smith 3rd",
    "علی\u200cرضا",
    "\u200fأحمد",
    "ꦱꦸꦲꦂꦱ",
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% debug %}",
    "'; DROP TABLE signatures; --",
]


@pytest.mark.parametrize("name", PEOPLE)
def test_names_of_real_people_pass_unchanged(name: str) -> None:
    assert read_name(name, limit=120) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("\u00a0\u3000", "missing"),
        ("\u200b", "invisible"),
        ("\u200d\u200c\u200d", "invisible"),
        ("\u3164", "invisible"),
        ("\u2800\u2800", "invisible"),
        ("\ufe0f", "invisible"),
        ("A\u200bB", "invisible"),
        ("\ufeffAnna", "invisible"),
        ("An\u00adna", "invisible"),
        ("\U000e0041nna", "invisible"),
        ("Anna\nB", "line_break"),
        ("Anna\rB", "line_break"),
        ("Anna\u2028B", "line_break"),
        ("Anna\x85B", "line_break"),
        ("Anna\x00", "control"),
        ("Anna\tB", "control"),
        ("Anna\x1b[31m", "control"),
        ("Anna\x9f", "control"),
        ("Anna\ufffe", "control"),
        ("Anna\ud800", "control"),
        ("Anna\u202e", "direction"),
        ("\u202aAnna\u202c", "direction"),
        ("\u2067Anna\u2069", "direction"),
        ("...", "no_letter"),
        ("😀", "no_letter"),
        ("A" * 121, "too_long"),
        ("🏳" * 5000, "too_long"),
    ],
)
def test_what_is_no_writing_is_refused(name: str, code: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        read_name(name, limit=120)
    assert refused.value.code == code


def test_a_place_may_be_a_number() -> None:
    assert read_line(" 34000 ", limit=120) == "34000"


def test_the_longest_name_passes() -> None:
    assert len(read_name("é" * 120, limit=120)) == 120
    assert len(read_name("e\u0301" * 120, limit=120)) == 120


@given(st.text(max_size=300))
def test_what_is_read_is_clean_and_stays_as_it_is(text: str) -> None:
    try:
        name = read_name(text, limit=120)
    except FieldRefused:
        return
    assert read_name(name, limit=120) == name
    assert name == unicodedata.normalize("NFC", text).strip(" \u00a0\u3000")
    assert 1 <= len(name) <= 120
    assert not any(unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"} for character in name)
    assert not any(character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b" for character in name)
    assert len(name.splitlines()) == 1
