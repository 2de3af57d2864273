"""The gather by itself: who is served together, who is refused, and that nobody is forgotten."""

import asyncio
import threading
from typing import Any

import pytest

from tests.web.door.gathering import Bad, Unreachable, Work, asked, gather_of, gathered, until
from undersigned.web.door.gather import Gather
from undersigned.web.door.lanes import Away, Lane, Limits


def test_one_caller_is_served_at_once() -> None:
    work = Work()
    lane = gathered(work)

    async def story() -> None:
        assert await lane.ask(1) == ("done", 1)

    asyncio.run(story())
    assert work.batches == [[1]]
    assert gather_of(lane).close(5)


def test_what_queued_while_the_last_act_ran_goes_together_in_order_and_in_parts() -> None:
    work = Work()
    lane = gathered(work, most=3)

    async def story() -> None:
        work.gate.clear()
        first = asyncio.ensure_future(lane.ask(0))
        await until(work.begun.is_set)
        others = asyncio.ensure_future(asked(lane, range(1, 8)))
        await until(lambda: lane.depth == 8)
        assert lane.age_seconds() > 0
        work.gate.set()
        assert await first == ("done", 0)
        assert await others == [("done", number) for number in range(1, 8)]

    asyncio.run(story())
    assert work.batches == [[0], [1, 2, 3], [4, 5, 6], [7]]
    assert (lane.depth, lane.age_seconds()) == (0, 0)
    assert gather_of(lane).close(5)


def test_one_bad_item_refuses_only_itself() -> None:
    work = Work()
    lane = gathered(work)

    async def story() -> None:
        work.gate.clear()
        first = asyncio.ensure_future(lane.ask("first"))
        await until(work.begun.is_set)
        items = [*range(10), "bad", *range(10, 13)]
        others = asyncio.ensure_future(asked(lane, items))
        await until(lambda: lane.depth == 15)
        work.gate.set()
        await first
        for item, outcome in zip(items, await others, strict=True):
            assert isinstance(outcome, Bad) if item == "bad" else outcome == ("done", item)

    asyncio.run(story())
    # Halves, not one by one: of 14 items few are tried more than once or twice.
    assert len(work.batches) < 12
    assert gather_of(lane).close(5)


def test_an_outcome_may_be_an_exception_as_a_value() -> None:
    lane = gathered(lambda items: [Bad() for _ in items])

    async def story() -> None:
        assert isinstance(await lane.ask(1), Bad)

    asyncio.run(story())
    assert gather_of(lane).close(5)


def test_a_wrong_number_of_outcomes_is_a_fault_and_the_gather_goes_on() -> None:
    lane = gathered(lambda items: [] if items == [1] else items)

    async def story() -> None:
        with pytest.raises(AssertionError):
            await lane.ask(1)
        assert await lane.ask(2) == 2

    asyncio.run(story())
    assert gather_of(lane).close(5)


def test_a_library_that_panics_refuses_one_item_and_the_gather_goes_on() -> None:
    """What Rust raises through Python is no Exception (pyo3's PanicException)."""

    class Panic(BaseException):
        pass

    def act(items: list[Any]) -> list[Any]:
        if "bad" in items:
            raise Panic
        return items

    lane = gathered(act, Limits(late_after_seconds=5))

    async def story() -> None:
        with pytest.raises(RuntimeError, match="Panic"):
            await lane.ask("bad")
        assert await lane.ask("good") == "good"

    asyncio.run(story())
    assert gather_of(lane).close(5)


def test_a_connection_that_died_while_idle_is_not_felt() -> None:
    work = Work()
    rested: list[int] = []
    lane = gathered(work, rest=lambda: rested.append(len(work.batches)))
    work.faults = [Unreachable()]

    async def story() -> None:
        assert await lane.ask(1) == ("done", 1)

    asyncio.run(story())
    assert work.batches == [[1], [1]]
    # Let go of between the two.
    assert rested == [1]
    assert gather_of(lane).close(5)


def test_away_is_told_to_everybody_and_passes_by_itself() -> None:
    work = Work()
    lane = gathered(work)

    async def story() -> None:
        work.faults = [Unreachable(), Unreachable()]
        work.gate.clear()
        waiting = [asyncio.ensure_future(lane.ask(number)) for number in range(3)]
        await until(work.begun.is_set)
        work.gate.set()
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert any(isinstance(outcome, Away) for outcome in outcomes)
        assert all(isinstance(outcome, (Away, tuple)) for outcome in outcomes)
        assert await lane.ask(9) == ("done", 9)

    asyncio.run(story())
    assert gather_of(lane).close(5)


def test_the_first_lane_goes_before_the_second() -> None:
    served: list[str] = []
    gate, begun = threading.Event(), threading.Event()

    def act(items: list[str]) -> list[str]:
        begun.set()
        assert gate.wait(20)
        served.extend(items)
        return items

    first: Lane[str, str] = Lane(act)
    second: Lane[str, str] = Lane(act)
    gather = Gather((first, second), is_away=lambda _fault: False, rest=lambda: None)

    async def story() -> None:
        opener = asyncio.ensure_future(second.ask("opener"))
        await until(begun.is_set)
        signing = asyncio.ensure_future(asked(second, ["signing"] * 3))
        await until(lambda: second.depth == 4)
        confirming = asyncio.ensure_future(asked(first, ["confirming"] * 3))
        await until(lambda: first.depth == 3)
        gate.set()
        await asyncio.gather(opener, signing, confirming)

    asyncio.run(story())
    assert served == ["opener", *["confirming"] * 3, *["signing"] * 3]
    assert gather.close(5)


def test_a_caller_that_is_gone_is_not_served() -> None:
    work = Work()
    lane = gathered(work)

    async def story() -> None:
        work.gate.clear()
        first = asyncio.ensure_future(lane.ask(1))
        await until(work.begun.is_set)
        gone = asyncio.ensure_future(lane.ask(2))
        await until(lambda: lane.depth == 2)
        gone.cancel()
        work.gate.set()
        await first
        assert await lane.ask(3) == ("done", 3)

    asyncio.run(story())
    assert work.done == [1, 3]
    assert gather_of(lane).close(5)


def test_many_at_once_from_several_loops_each_get_their_own() -> None:
    lane = gathered(lambda items: [item * 2 for item in items], Limits(waiting=100_000), most=7)
    wrong: list[Any] = []

    async def crowd(start: int) -> None:
        for wave in range(20):
            numbers = range(start + wave * 25, start + wave * 25 + 25)
            outcomes = await asked(lane, numbers)
            wrong.extend(pair for pair in zip(numbers, outcomes, strict=True) if pair[1] != pair[0] * 2)

    threads = [threading.Thread(target=lambda at=at: asyncio.run(crowd(at * 1000))) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert wrong == []
    assert lane.depth == 0
    assert gather_of(lane).close(5)


def test_an_idle_gather_lets_go_and_wakes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undersigned.web.door.gather.IDLE_SECONDS", 0.05)
    rested = threading.Event()
    lane = gathered(lambda items: items, rest=rested.set)

    async def story() -> None:
        await lane.ask(1)
        await until(rested.is_set)
        assert await lane.ask(2) == 2

    asyncio.run(story())
    assert gather_of(lane).close(5)
