"""Whom the gather refuses, whom it gives up, and how it ends."""

import asyncio
import time

import pytest

from tests.web.door.gathering import Work, asked, gather_of, gathered, until
from undersigned.web.door.lanes import Full, Late, Limits


def test_beyond_the_bound_newcomers_are_refused_at_once_and_never_begun() -> None:
    work = Work()
    lane = gathered(work, Limits(waiting=5))

    async def story() -> None:
        work.gate.clear()
        first = asyncio.ensure_future(lane.ask("first"))
        await until(work.begun.is_set)
        others = asyncio.ensure_future(asked(lane, range(5)))
        await until(lambda: lane.depth == 6)
        began = time.monotonic()
        with pytest.raises(Full):
            await lane.ask("too many")
        # Nobody else is thanked before the gate opens below: whoever waited would wait for ever.
        assert time.monotonic() - began < 5
        work.gate.set()
        await first
        assert len(await others) == 5

    asyncio.run(story())
    assert "too many" not in work.done
    assert gather_of(lane).close(5)


def test_where_somebody_has_waited_too_long_newcomers_are_refused() -> None:
    work = Work()
    lane = gathered(work, Limits(full_after_seconds=0.05))

    async def story() -> None:
        work.gate.clear()
        first = asyncio.ensure_future(lane.ask(1))
        await until(lambda: lane.age_seconds() > 0.05)
        with pytest.raises(Full):
            await lane.ask(2)
        work.gate.set()
        await first
        assert await lane.ask(3) == ("done", 3)

    asyncio.run(story())
    assert work.done == [1, 3]
    assert gather_of(lane).close(5)


def test_nobody_is_kept_longer_than_the_limit_and_who_was_not_begun_never_is() -> None:
    work = Work()
    lane = gathered(work, Limits(full_after_seconds=60, late_after_seconds=0.3))

    async def story() -> None:
        work.gate.clear()
        first = asyncio.ensure_future(lane.ask("begun"))
        await until(work.begun.is_set)
        began = time.monotonic()
        with pytest.raises(Late):
            await lane.ask("waiting")
        assert time.monotonic() - began < 3
        with pytest.raises(Late):
            await first
        work.gate.set()
        assert await lane.ask("later") == ("done", "later")

    asyncio.run(story())
    assert work.done == ["begun", "later"]
    assert gather_of(lane).close(5)


def test_closing_serves_those_who_wait_and_lets_nobody_in() -> None:
    work = Work()
    lane = gathered(work, most=2)

    async def story() -> None:
        work.gate.clear()
        waiting = asyncio.ensure_future(asked(lane, range(5)))
        await until(lambda: lane.depth == 5)
        assert not gather_of(lane).close(0.05)
        with pytest.raises(Full):
            await lane.ask("late")
        work.gate.set()
        assert await waiting == [("done", number) for number in range(5)]

    asyncio.run(story())
    assert gather_of(lane).close(5)
    assert work.done == list(range(5))
