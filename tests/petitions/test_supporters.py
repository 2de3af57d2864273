"""Laws of supporters: what the secret link shows in each state, and of what it is made."""

import secrets
from datetime import UTC, datetime

import pytest

from undersigned.petitions.rules.states import State
from undersigned.petitions.rules.supporters import (
    ASKING,
    GATHERS_FOR,
    MOST_SUPPORTERS,
    READ_FIRST,
    USUAL_SUPPORTERS,
    LinkPage,
    Supporters,
    has_link,
    id_of,
    link_page,
    pid_of,
)

SHOWN = {
    (State.DRAFT, False): LinkPage.UNCONFIRMED,
    (State.UNCONFIRMED, False): LinkPage.UNCONFIRMED,
    (State.GATHERING, False): LinkPage.GATHERING,
    (State.HELD, False): LinkPage.MODERATION,
    (State.CORRECTING, False): LinkPage.MODERATION,
    (State.REFUSED, False): LinkPage.REFUSED,
    (State.LAPSED, False): LinkPage.LAPSED,
    (State.PUBLISHED, False): LinkPage.PUBLISHED,
    (State.CLOSED, False): LinkPage.CLOSED,
    (State.CLOSED, True): LinkPage.STOPPED,
    (State.TAKEN_DOWN, False): LinkPage.TAKEN_DOWN,
    (State.TAKEN_DOWN, True): LinkPage.TAKEN_DOWN,
}


@pytest.mark.parametrize(("state", "is_stopped"), SHOWN)
def test_each_state_has_its_page(state: State, is_stopped: bool) -> None:
    assert link_page(state, is_stopped=is_stopped, is_enough=False) is SHOWN[state, is_stopped]


def test_every_state_and_every_page_is_in_the_table() -> None:
    assert {state for state, _ in SHOWN} == set(State)
    assert {*SHOWN.values(), LinkPage.FULL} == set(LinkPage)


def test_with_enough_supporters_it_is_full_and_nothing_else_changes() -> None:
    assert link_page(State.GATHERING, is_stopped=False, is_enough=True) is LinkPage.FULL
    others = [(state, is_stopped) for state, is_stopped in SHOWN if state != State.GATHERING]
    assert [link_page(state, is_stopped=stopped, is_enough=True) for state, stopped in others] == [
        SHOWN[one] for one in others
    ]


@pytest.mark.parametrize(
    ("confirmed", "missing", "is_enough"), [(0, 5, False), (4, 1, False), (5, 0, True), (9, 0, True)]
)
def test_how_many_are_missing(confirmed: int, missing: int, is_enough: bool) -> None:
    found = Supporters(needed=5, confirmed=confirmed, has_starter=True, ends_at=datetime(2026, 3, 3, tzinfo=UTC))
    assert (found.missing, found.is_enough) == (missing, is_enough)


def test_a_pid_and_its_bytes_are_one_another() -> None:
    for _ in range(200):
        pid = secrets.token_urlsafe(16)
        assert has_link(pid)
        assert pid_of(id_of(pid)) == pid


@pytest.mark.parametrize("pid", ["", "short", "x" * 23, "ü" * 22, "AAAAAAAAAAAAAAAAAAAAAB"])
def test_what_is_no_pid_of_ours_has_no_link(pid: str) -> None:
    assert not has_link(pid)


def test_the_numbers_are_those_that_the_documentation_names() -> None:
    assert (USUAL_SUPPORTERS, MOST_SUPPORTERS, GATHERS_FOR.days) == (5, 20, 90)
    assert frozenset({"supported", "supported_moderated"}) == ASKING
    assert frozenset({"moderated", "supported_moderated"}) == READ_FIRST
