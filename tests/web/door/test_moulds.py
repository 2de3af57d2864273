"""Moulds while strangers make up addresses: whoever signs a real petition is not kept waiting by them."""

import asyncio
import threading
import time

import pytest
from django.http import HttpResponse
from structlog.testing import capture_logs

from undersigned.web.door.moulds import MOST_CASTING, MOST_MOULDS, Mould, Moulds, rendered
from undersigned.web.metrics import Watched

PAGE = Mould(200, (), (), (b"page",), ())


class Caster:
    """Casts what begins with `real`, slowly if it is told to."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.cast: list[str] = []
        self.seconds = seconds
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, key: str) -> Mould | None:
        assert self.gate.wait(20)
        time.sleep(self.seconds)
        self.cast.append(key)
        return PAGE if key.startswith("real") else None


@pytest.fixture
def caster() -> Caster:
    return Caster()


def made_up(number: int) -> list[str]:
    return [f"no-such-{index}" for index in range(number)]


async def all_of(moulds: Moulds[str], keys: list[str]) -> list[Mould | None]:
    return await asyncio.gather(*(moulds.get(key) for key in keys))


def test_thousands_of_made_up_addresses_queue_nothing_without_end(caster: Caster) -> None:
    moulds = Moulds(caster, fresh_seconds=60, most_seconds=60)
    assert set(asyncio.run(all_of(moulds, made_up(3000)))) == {None}
    assert len(caster.cast) == MOST_CASTING


def test_a_page_that_is_kept_is_cast_anew_however_many_wait(caster: Caster) -> None:
    moulds = Moulds(caster, fresh_seconds=0, most_seconds=0)

    async def storm() -> Mould | None:
        assert await moulds.get("real") is PAGE
        caster.gate.clear()
        strangers = asyncio.ensure_future(all_of(moulds, made_up(3000)))
        await asyncio.sleep(0)
        again = asyncio.ensure_future(moulds.get("real"))
        await asyncio.sleep(0)
        caster.gate.set()
        found = await again
        await strangers
        return found

    assert asyncio.run(storm()) is PAGE
    assert caster.cast.count("real") == 2


def test_made_up_addresses_push_no_page_out(caster: Caster) -> None:
    moulds = Moulds(caster, fresh_seconds=60, most_seconds=60)

    async def one_after_the_other() -> None:
        assert await moulds.get("real") is PAGE
        for key in made_up(MOST_MOULDS + 1):
            assert await moulds.get(key) is None
        assert await moulds.get("real") is PAGE

    asyncio.run(one_after_the_other())
    assert caster.cast.count("real") == 1
    assert len(moulds._absent) == MOST_MOULDS


def test_what_had_no_page_may_get_one(caster: Caster) -> None:
    moulds = Moulds(caster, fresh_seconds=0, most_seconds=0)

    async def asked_twice() -> list[Mould | None]:
        before = await moulds.get("soon")
        moulds._cast = lambda _key: PAGE
        return [before, await moulds.get("soon")]

    assert asyncio.run(asked_twice()) == [None, PAGE]


def test_what_is_rendered_for_a_mould_is_nobodys_request() -> None:
    before = dict(Watched.requests)
    with capture_logs() as lines:
        assert rendered("/en/petitions/lake/sign", lambda _request: HttpResponse("page")).content == b"page"
    assert lines == []
    assert dict(Watched.requests) == before
