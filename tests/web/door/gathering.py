"""A gather whose act can be stopped at a gate and told to fail."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from undersigned.web.door.gather import Gather
from undersigned.web.door.lanes import Lane, Limits


class Unreachable(Exception):
    """What the act needs is away."""


class Bad(Exception):
    """An item that no act can take."""


class Work:
    """An act that keeps its batches, stops at a gate and fails on demand."""

    def __init__(self) -> None:
        self.batches: list[list[Any]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.faults: list[Exception] = []

    def __call__(self, items: list[Any]) -> Sequence[Any]:
        self.batches.append(list(items))
        self.begun.set()
        assert self.gate.wait(20)
        if self.faults:
            raise self.faults.pop(0)
        if "bad" in items:
            raise Bad
        return [("done", item) for item in items]

    @property
    def done(self) -> list[Any]:
        return [item for batch in self.batches for item in batch]


def gathered(work: Callable[[list[Any]], Sequence[Any]], limits: Limits | None = None, **more: Any) -> Lane[Any, Any]:
    lane: Lane[Any, Any] = Lane(work, limits)
    more.setdefault("rest", lambda: None)
    Gather((lane,), is_away=lambda fault: isinstance(fault, Unreachable), **more)
    return lane


def gather_of(lane: Lane[Any, Any]) -> Gather:
    gather = lane._gather
    assert isinstance(gather, Gather)
    return gather


async def asked(lane: Lane[Any, Any], items: Sequence[Any]) -> list[Any]:
    return await asyncio.gather(*(lane.ask(item) for item in items), return_exceptions=True)


async def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)
