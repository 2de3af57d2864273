"""More pages are wanted than can be made in time: the first come are served, the others are told at once."""

import asyncio
from typing import Final

import pytest

from tests.web.door.still import START, Still, Told
from undersigned.petitions.rules.marks import PageMark
from undersigned.web.door.answers import Answer
from undersigned.web.door.editions import Rendered
from undersigned.web.door.renewing import LEAST_RENDERED, RENDERED_WITHIN_SECONDS

PAGES: Final = 400


class Slow(Told):
    """Its pages take their time by the clock of the site that reads them."""

    def __init__(self, takes: float) -> None:
        super().__init__()
        self.marks = {f"p{number}": PageMark(1) for number in range(PAGES)}
        self.still = Still(self.look, self.render)
        self._takes = takes

    def render(self, path: bytes, moment: float) -> Rendered:
        self.still.now += self._takes
        return super().render(path, moment)

    def want(self, number: int) -> "asyncio.Future[Answer | None]":
        return asyncio.ensure_future(self.still.pages.page_soon(b"/en/petitions/p%d/" % number))


async def burst(slow: Slow, numbers: range) -> list[Answer | None]:
    """All want a page of their own at the same moment."""
    waiting = [slow.want(number) for number in numbers]
    await asyncio.sleep(0)
    until = START + 60
    while not all(one.done() for one in waiting) and slow.still.now < until:
        slow.still.renewal.step()
        await asyncio.sleep(0.001)
        await asyncio.sleep(0.001)
    return await asyncio.gather(*waiting)


def statuses(answers: list[Answer | None]) -> list[int]:
    return [0 if answer is None else answer.status for answer in answers]


@pytest.mark.parametrize(("takes", "most"), [(0.005, 200), (0.02, 50), (0.1, LEAST_RENDERED)])
def test_so_many_are_made_as_can_be_in_a_second_and_the_others_are_turned_away(takes: float, most: int) -> None:
    slow = Slow(takes)
    asyncio.run(burst(slow, range(15)))
    found = statuses(asyncio.run(burst(slow, range(15, PAGES))))
    made = found.count(200)
    assert made == pytest.approx(most, rel=0.1)
    # Whoever came first; nobody is left to Django, who would make the page all the same.
    assert found == [200] * made + [503] * (len(found) - made)
    assert RENDERED_WITHIN_SECONDS == 1.0


def test_the_others_are_told_when_to_come_again_and_find_it_then() -> None:
    slow = Slow(0.02)
    asyncio.run(burst(slow, range(15)))
    answers = asyncio.run(burst(slow, range(15, PAGES)))
    late = answers[-1]
    assert late is not None
    assert dict(late.headers)[b"retry-after"] == b"10"
    assert statuses(asyncio.run(burst(slow, range(PAGES - 1, PAGES)))) == [200]


def test_a_page_that_is_not_there_is_still_django_s_to_say() -> None:
    slow = Slow(0.02)
    asyncio.run(burst(slow, range(15)))
    assert statuses(asyncio.run(burst(slow, range(PAGES, PAGES + 500)))) == [0] * 500
