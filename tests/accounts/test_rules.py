"""Links, caps, waiting and safe paths as pure laws."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.accounts.rules import (
    LETTER_KEPT,
    LINK_LIVES,
    LONGEST_WAIT,
    TRIES_AT_FULL_SPEED,
    Role,
    is_safe_path,
    letter_of,
    link_ends,
    may_decide,
    next_letter_at,
    next_stranger_letter_at,
    token_of,
    wait_after,
)

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
KEY, OTHER_KEY = b"k" * 32, b"o" * 32


@given(st.uuids())
def test_a_token_leads_back_to_its_letter_alone(letter_id: uuid.UUID) -> None:
    token = token_of(letter_id, key=KEY)
    assert letter_of(token, key=KEY) == letter_id
    assert letter_of(token, key=OTHER_KEY) is None
    assert token.replace("-", "").replace("_", "").isalnum()
    assert len(token) == 43


@given(st.uuids(), st.integers(0, 42), st.characters())
def test_a_changed_token_leads_nowhere(letter_id: uuid.UUID, place: int, letter: str) -> None:
    token = token_of(letter_id, key=KEY)
    changed = token[:place] + letter + token[place + 1 :]
    assert (letter_of(changed, key=KEY) is None) is (changed != token)


@given(st.text(max_size=100))
def test_any_text_is_refused_without_a_fault(text: str) -> None:
    assert letter_of(text, key=KEY) is None


@pytest.mark.parametrize("text", ["", "=", "A" * 42, "A" * 44, "A" * 43, "é" * 43, "A" * 43 + "\n", "A" * 10_000])
def test_what_is_no_token_is_none(text: str) -> None:
    assert letter_of(text, key=KEY) is None


def test_a_link_lives_an_hour_from_sending_and_not_from_asking() -> None:
    asked = NOON - timedelta(hours=5)
    assert link_ends(sent_at=NOON, created_at=asked) == NOON + timedelta(hours=1)


def test_a_link_whose_sending_was_cut_off_lives_as_long_as_its_row() -> None:
    assert link_ends(sent_at=None, created_at=NOON) == NOON + timedelta(days=1)


def minutes_ago(*minutes: int) -> list[datetime]:
    return [NOON - timedelta(minutes=count) for count in minutes]


@pytest.mark.parametrize(
    ("sent", "opens_in"),
    [
        ([], None),
        ([1, 2], None),
        ([1, 2, 3], 57),
        ([1, 2, 59], 1),
        ([1, 2, 60], None),
        ([30, 90, 100, 110, 120], None),
        # Ten in a day: from now on one an hour.
        ([61, 120, 130, 140, 150, 160, 170, 180, 190, 200], None),
        ([59, 120, 130, 140, 150, 160, 170, 180, 190, 200], 1),
        # What went yesterday is forgotten.
        ([30, *range(1440, 1460)], None),
    ],
)
def test_the_cap_of_letters(sent: list[int], opens_in: int | None) -> None:
    expected = None if opens_in is None else NOON + timedelta(minutes=opens_in)
    assert next_letter_at(minutes_ago(*sent), NOON) == expected


@given(st.lists(st.integers(0, 2000), max_size=40))
def test_nobody_is_ever_locked_out(sent: list[int]) -> None:
    """Either a letter may go now, or one went so lately that its link still works until the next may go."""
    moments = minutes_ago(*sent)
    opens = next_letter_at(moments, NOON)
    if opens is not None:
        assert max(moments) + LINK_LIVES >= opens > NOON
        assert opens - NOON <= LINK_LIVES


@given(st.lists(st.integers(1, 5), min_size=200, max_size=400))
def test_a_flood_gets_few_letters_a_day(gaps: list[int]) -> None:
    """However often somebody asks, the worker sends at most 34 in any 24 hours: ten, and then one an hour."""
    at, sent = NOON, list[datetime]()
    for gap in gaps:
        at += timedelta(minutes=gap)
        if next_letter_at(sent, at) is None:
            sent.append(at)
    for end in sent:
        assert len([moment for moment in sent if end - LETTER_KEPT < moment <= end]) <= 34


@pytest.mark.parametrize(("sent", "opens_in"), [([], None), ([5], None), ([5, 10], 1430), ([5, 1441], None)])
def test_a_stranger_gets_two_a_day(sent: list[int], opens_in: int | None) -> None:
    expected = None if opens_in is None else NOON + timedelta(minutes=opens_in)
    assert next_stranger_letter_at(minutes_ago(*sent), NOON) == expected


def test_guessing_is_free_at_first_and_then_slower_and_slower() -> None:
    waits = [wait_after(wrong) for wrong in range(40)]
    assert waits[:TRIES_AT_FULL_SPEED] == [timedelta()] * TRIES_AT_FULL_SPEED
    assert waits[TRIES_AT_FULL_SPEED] == timedelta(seconds=30)
    assert waits[TRIES_AT_FULL_SPEED + 1] == timedelta(seconds=60)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
    assert wait_after(2**31) == LONGEST_WAIT


@pytest.mark.parametrize(
    ("role", "decides"),
    [
        (Role.NONE, False),
        (Role.READER, False),
        (Role.INTEGRITY, False),
        (Role.MODERATOR, True),
        (Role.ADMINISTRATOR, True),
        ("Moderator", False),
    ],
)
def test_who_decides(role: str, decides: bool) -> None:
    assert may_decide(role) is decides


@pytest.mark.parametrize("path", ["/", "/staff/", "/tr/desk/petitions/a-b_c/?said=closed", "/en/start/%C3%A7/"])
def test_paths_of_this_site(path: str) -> None:
    assert is_safe_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "staff/",
        "//evil.example/",
        "/\\evil.example/",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\nb",
        "/ü",
        "/" + "a" * 200,
    ],
)
def test_paths_that_lead_elsewhere(path: str) -> None:
    assert not is_safe_path(path)
