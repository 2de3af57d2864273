"""What a process knows of petitions and alarms, by a clock and a database that are the test's."""

import asyncio
from collections.abc import Collection
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import pytest

from undersigned.signatures.rules.entries import Lists
from undersigned.signatures.screening.board import Board
from undersigned.web.door import standings
from undersigned.web.door.kept import DATED_SECONDS, FRESH_SECONDS, HOT_SECONDS
from undersigned.web.door.renewing import LOOK_EVERY_SECONDS, MOST_WANTED, STUCK_SECONDS
from undersigned.web.door.standings import Seen, Standing, Standings, Untold

SLUG = "night-train"


class Still(Standings):
    """As the site's, but its thread is the test, which calls `step`."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.public = {SLUG: 7}
        self.is_down = False
        self.looks: list[set[str]] = []
        super().__init__(self.found, lambda: self.now)

    def _ensure_thread(self) -> None:
        pass

    def found(self, slugs: Collection[str]) -> Seen:
        self.looks.append(set(slugs))
        if self.is_down:
            raise OSError("the database does not answer")
        known = {slug: self.public[slug] for slug in slugs if slug in self.public}
        return Seen(known, Board(Lists([]), 1, {7: datetime.fromtimestamp(self.now, UTC)}))

    def looked(self, slug: str = SLUG) -> Standing | None:
        """What somebody is told who waits for one step."""

        async def asked() -> Standing | None:
            waiting = asyncio.ensure_future(self.soon(slug))
            await asyncio.sleep(0)
            self.step()
            return await waiting

        return asyncio.run(asked())

    def asked(self, slug: str = SLUG) -> Standing | None:
        """What somebody is told for whom nobody looks."""
        return asyncio.run(self.soon(slug))


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Still:
    monkeypatch.setattr(standings, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(standings, "WAIT_WITH_AN_OLD_ONE_SECONDS", 0.01)
    return Still()


def test_for_a_second_a_look_is_enough(still: Still) -> None:
    assert still.at_once(SLUG) is None
    told = still.looked()
    assert told is not None
    assert told.petition == 7
    assert told.board.alarms == {7: datetime.fromtimestamp(1000, UTC)}
    still.now += FRESH_SECONDS - 0.01
    assert still.at_once(SLUG) is told
    still.now += 0.01
    assert still.at_once(SLUG) is None
    assert len(still.looks) == 1


def test_what_is_asked_for_is_looked_after_and_its_alarms_with_it(still: Still) -> None:
    still.looked()
    for _ in range(5):
        still.now += LOOK_EVERY_SECONDS
        assert still.step() == LOOK_EVERY_SECONDS
        told = still.at_once(SLUG)
        assert told is not None
        assert told.board.alarms == {7: datetime.fromtimestamp(still.now, UTC)}


def test_what_nobody_asks_for_rests_and_so_does_the_thread(still: Still) -> None:
    still.looked()
    still.now += HOT_SECONDS + 1
    assert still.step() is None
    assert len(still.looks) == 1
    assert still.looked() is not None
    assert still.step() == LOOK_EVERY_SECONDS


def test_what_is_no_longer_public_is_gone_with_the_next_look(still: Still) -> None:
    still.looked()
    del still.public[SLUG]
    still.now += LOOK_EVERY_SECONDS
    still.step()
    assert still.at_once(SLUG) is None
    assert still.looked() is None


def test_without_a_look_nothing_stands_beyond_a_second(still: Still) -> None:
    """Nobody is told what was known before: the one who asks has the thread look."""
    still.looked()
    del still.public[SLUG]
    still.now += FRESH_SECONDS
    assert still.at_once(SLUG) is None
    assert still.looked() is None


def test_made_up_names_are_not_kept_and_do_not_drag_others_along(still: Still) -> None:
    still.looked()
    for number in range(50):
        assert still.looked(f"made-up-{number}") is None
    assert still.looks[1:] == [{f"made-up-{number}"} for number in range(50)]
    assert list(still._kept) == [SLUG]


def test_many_who_ask_for_the_same_share_a_look(still: Still) -> None:
    assert still.want(SLUG) is still.want(SLUG)
    still.step()
    assert still.looks == [{SLUG}]


def test_no_more_are_kept_than_may_be(still: Still, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings, "MOST_KEPT", 10)
    still.public = {f"p{number}": number for number in range(12)}
    for slug in still.public:
        still.now += 0.01
        assert still.looked(slug) is not None
        assert still.at_once("p0") is not None
    assert sorted(still._kept) == sorted(["p0", *(f"p{number}" for number in range(3, 12))])


def test_no_more_are_wanted_than_may_be(still: Still) -> None:
    for number in range(MOST_WANTED):
        assert still.want(f"p{number}") is not None
    assert still.want("one-more") is None
    with pytest.raises(Untold):
        still.asked("one-more")


def test_while_the_database_is_away_what_was_known_serves_for_half_an_hour(still: Still) -> None:
    told = still.looked()
    still.is_down = True
    still.now += FRESH_SECONDS
    assert still.looked() is told
    assert still.asked() is told
    with pytest.raises(Untold):
        still.asked("never-asked-for")
    still.now += DATED_SECONDS - FRESH_SECONDS
    assert still.asked() is told
    still.now += 1
    with pytest.raises(Untold):
        still.asked()


def test_when_it_is_back_that_is_found_by_itself(still: Still) -> None:
    still.is_down = True
    with pytest.raises(Untold):
        still.looked()
    assert still.step() == LOOK_EVERY_SECONDS
    still.is_down = False
    assert still.step() == LOOK_EVERY_SECONDS
    assert still.looked() is not None


@pytest.mark.parametrize(("more", "waits"), [(-0.1, True), (0.1, False)])
def test_nobody_waits_for_a_look_that_hangs(still: Still, more: float, waits: bool) -> None:
    still.looked()
    still.now += FRESH_SECONDS
    still._busy_since = still.now - STUCK_SECONDS - more
    assert still.asked() is not None
    assert (SLUG in still._wanted) is waits


def test_no_more_wait_than_may(still: Still, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings, "MOST_WAITING", 3)

    async def crowd() -> list[Any]:
        waiting = [asyncio.ensure_future(still.soon(SLUG)) for _ in range(5)]
        await asyncio.sleep(0)
        still.step()
        return await asyncio.gather(*waiting, return_exceptions=True)

    told = asyncio.run(crowd())
    assert [type(one) for one in told] == [Standing] * 3 + [Untold] * 2
    assert still._waiting == 0


def test_a_look_that_fails_tells_everybody_who_waits(still: Still) -> None:
    waiting: Future[bool] | None = still.want(SLUG)
    assert waiting is not None
    still.is_down = True
    still.step()
    assert waiting.result(0) is False


def test_the_thread_looks_by_itself_and_ends_when_told() -> None:
    looks: list[set[str]] = []

    def look(slugs: Collection[str]) -> Seen:
        looks.append(set(slugs))
        return Seen({SLUG: 7}, Board(Lists([]), 1))

    real = Standings(look)
    assert asyncio.run(real.soon(SLUG)) is not None
    thread = real._thread
    assert thread is not None
    real.forget()
    assert not thread.is_alive()
    assert real.at_once(SLUG) is None
