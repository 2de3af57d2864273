"""A mould that shows a number is never given out beside a page that shows a newer one."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.web.door.still import START, at
from undersigned.petitions.rules.marks import PageMark, Stamp
from undersigned.web.door.editions import Rendered, make_edition
from undersigned.web.door.kept import NEVER, Entry
from undersigned.web.door.moulds import Mould, Moulds, NotCast
from undersigned.web.door.worth import DATED_SECONDS, SURE_SECONDS, Number, Worth, worth_of

PATH = b"/en/petitions/night-train/"
OLD, NEW = Stamp(1, at(-10)), Stamp(1, at(0))


def entry(stamp: Stamp, looked: float, **more: Any) -> Entry:
    """The page is kept, with this stamp at that look."""
    made = Entry(PATH, "night-train", make_edition(Rendered(200, (), b"page"), looked, stamp), looked)
    for name, value in more.items():
        setattr(made, name, value)
    made.confirm(looked)
    return made


@pytest.mark.parametrize("age", [0.0, 0.5, 3.0, 100.0])
def test_beside_a_page_with_a_newer_number_it_never_serves(age: float) -> None:
    number = Number(PATH, OLD)
    assert worth_of(number, age, entry(NEW, START), START) is Worth.WRONG
    assert worth_of(number, age, entry(Stamp(2, OLD.counted_at), START), START) is Worth.WRONG
    assert worth_of(Number(PATH, Stamp(1, None)), age, entry(NEW, START), START) is Worth.WRONG
    # However long ago the page was looked at: it may be given out with its age.
    assert worth_of(number, age, entry(NEW, START - 600), START) is Worth.WRONG


def test_beside_a_page_that_was_just_looked_at_it_serves_as_long_as_both_show_the_same() -> None:
    number, page = Number(PATH, OLD), entry(OLD, START)
    assert worth_of(number, 30, page, START + 0.5) is Worth.RIGHT
    assert worth_of(number, DATED_SECONDS, page, START + 0.5) is Worth.AGING
    # Nobody has looked for a while: what it said then is no news.
    assert worth_of(number, 30, page, START + 5) is Worth.DOUBTED


@pytest.mark.parametrize("page", [None, entry(OLD, START - 9), entry(Stamp(1, at(-20)), START)])
def test_without_a_page_of_now_only_its_age_counts(page: Entry | None) -> None:
    found = [worth_of(Number(PATH, OLD), age, page, START) for age in (0.1, SURE_SECONDS - 0.1, SURE_SECONDS)]
    assert found == [Worth.RIGHT, Worth.AGING, Worth.DOUBTED]


def test_it_ends_when_its_number_turns() -> None:
    number = Number(PATH, OLD, turns_at=START + 1)
    assert worth_of(number, 0.2, None, START + 0.99) is Worth.RIGHT
    assert worth_of(number, 0.2, None, START + 1) is Worth.WRONG
    # The page knows of a turn that the mould does not: it is the one of before, given out while the next is made.
    page = entry(OLD, START, turns_at=START + 1)
    assert worth_of(replace(number, turns_at=NEVER), 9, page, START + 1.2) is Worth.DOUBTED


def test_no_number_is_shown_that_a_page_has_left_behind() -> None:
    """A publisher, a page that turns to the moment, a mould that is cast when it likes: 20 seconds, each hundredth."""
    mark, newest, page = PageMark(1), 0, entry(Stamp(1, None), START)
    counts: dict[Any, int] = {None: 0}
    shown = 0
    # Beside the page, and on another process, where nobody reads it.
    moulds: dict[bool, tuple[Number, float]] = {}
    for tick in range(2_000):
        now = START + tick / 100
        if tick % 300 == 100:
            newest += 1
            counts[at(tick / 100)] = newest
            mark = PageMark(1, at(tick / 100), mark.counted_at, at(tick / 100 + 2))
        moment = datetime.fromtimestamp(now, UTC)
        if tick % 50 == 0:
            page.await_turn(mark, now)
        if mark.stamp(moment) != page.current.stamp:
            page = entry(mark.stamp(moment), now)
        shown = max(shown, counts[page.current.stamp.counted_at])
        for is_beside in (True, False):
            number, since = moulds.get(is_beside, (None, 0.0))
            if number is None or worth_of(number, now - since, page if is_beside else None, now) >= Worth.DOUBTED:
                turns_at = mark.show_at.timestamp() if mark.show_at and mark.show_at > moment else NEVER
                number = Number(PATH, mark.stamp(moment), turns_at)
                moulds[is_beside] = number, now
            assert counts[number.stamp.counted_at] >= shown, (tick, is_beside)
    assert (newest, shown) == (7, 6)


PAGE = Mould(200, (), (), (b"page",), (), Number(PATH, OLD))


def test_a_wrong_one_is_cast_anew_and_where_that_can_not_be_nobody_gets_it() -> None:
    cast: list[str] = []
    worths = [Worth.RIGHT]

    def caster(key: str) -> Mould:
        cast.append(key)
        if len(cast) > 2:
            raise NotCast
        return replace(PAGE, status=200 + len(cast))

    moulds = Moulds(caster, fresh_seconds=0, most_seconds=0, worth=lambda _number, _age: worths[0])

    async def story() -> list[int]:
        found = [await moulds.get("a")]
        worths[0] = Worth.WRONG
        with pytest.raises(NotCast):
            await moulds.get("a")
        worths[0] = Worth.RIGHT
        found.append(await moulds.get("a"))
        worths[0] = Worth.DOUBTED
        found.append(await moulds.get("a"))
        worths[0] = Worth.WRONG
        with pytest.raises(NotCast):
            await moulds.get("a")
        return [mould.status for mould in found if mould is not None]

    assert asyncio.run(story()) == [201, 202, 202]


def test_what_a_mould_tells_was_so_when_its_casting_began() -> None:
    """Not when it ended: a number may have come meanwhile."""

    def caster(_key: str) -> Mould:
        time.sleep(0.3)
        return PAGE

    ages: list[float] = []

    def worth(_number: Number, age: float) -> Worth:
        ages.append(age)
        return Worth.RIGHT

    moulds = Moulds(caster, fresh_seconds=0, most_seconds=0, worth=worth)
    asyncio.run(moulds.get("a"))
    assert min(ages) >= 0.3
    assert timedelta(seconds=max(ages)) < timedelta(seconds=20)
