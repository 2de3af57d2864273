"""What each decision asks for, and from where it can be taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.moderation.rules import WORDS_AT_MOST, Kind, WordsMissing, WordsTooLong, checked_words, possible
from undersigned.petitions.rules.states import FOLLOWING, State

EFFECTS = {
    Kind.PUBLISH: State.PUBLISHED,
    Kind.REFUSE: State.REFUSED,
    Kind.CORRECT: State.CORRECTING,
    Kind.STOP: State.CLOSED,
    Kind.TAKE_DOWN: State.TAKEN_DOWN,
    Kind.REOPEN: State.PUBLISHED,
}
CHANGES_NO_STATE = {Kind.EDIT, Kind.HIDE, Kind.SHOW}


@pytest.mark.parametrize("kind", [Kind.REFUSE, Kind.TAKE_DOWN])
@pytest.mark.parametrize("words", ["", "   ", "\r\n\t", "...", "—", "\u200b\u200d", "\u202e"])
def test_words_that_say_nothing_are_missing(kind: Kind, words: str) -> None:
    with pytest.raises(WordsMissing):
        checked_words(kind, words)


@pytest.mark.parametrize("words", ["No.", "不", "لا", "7"])
def test_short_words_are_words(words: str) -> None:
    assert checked_words(Kind.REFUSE, f"  {words}\r\n") == words


def test_publishing_needs_none() -> None:
    assert checked_words(Kind.PUBLISH, "") == ""


def test_there_is_an_end_to_words() -> None:
    assert checked_words(Kind.REFUSE, "a" * WORDS_AT_MOST) == "a" * WORDS_AT_MOST
    with pytest.raises(WordsTooLong):
        checked_words(Kind.REFUSE, "a" * (WORDS_AT_MOST + 1))


@given(st.text(max_size=200))
def test_checking_twice_changes_nothing(words: str) -> None:
    try:
        once = checked_words(Kind.REFUSE, words)
    except WordsMissing:
        return
    assert checked_words(Kind.REFUSE, once) == once


@pytest.mark.parametrize("state", list(State))
def test_only_what_a_petition_can_become_can_be_decided(state: State) -> None:
    for kind in possible(state) - CHANGES_NO_STATE:
        assert EFFECTS[kind] in FOLLOWING[state]


def test_what_can_be_decided() -> None:
    decided = {state: set(possible(state)) for state in State if possible(state)}
    assert decided == {
        State.HELD: {Kind.PUBLISH, Kind.REFUSE, Kind.CORRECT, Kind.EDIT},
        State.REFUSED: {Kind.PUBLISH},
        State.PUBLISHED: {Kind.STOP, Kind.HIDE, Kind.SHOW, Kind.TAKE_DOWN},
        State.CLOSED: {Kind.HIDE, Kind.SHOW, Kind.TAKE_DOWN, Kind.REOPEN},
    }
