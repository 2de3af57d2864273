"""How kept pages are looked after: by a clock that stands, and a database that says what it is told."""

import asyncio

import pytest

from tests.web.door.still import START, Still, Told
from undersigned.petitions.rules.marks import PageMark
from undersigned.web.door.kept import DATED_SECONDS, HOT_SECONDS
from undersigned.web.door.renewing import MOST_WANTED

PAGE = b"/en/petitions/night-train/"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def still(told: Told) -> Still:
    """The page is kept and read."""
    made = Still(told.look, told.render)
    assert made.read_soon(PAGE) == b"r1 c5"
    return made


def step_at(still: Still, seconds: float) -> None:
    still.now = START + seconds
    still.renewal.step()


def test_a_thousand_who_want_it_share_one_rendering(told: Told) -> None:
    still = Still(told.look, told.render)
    waiting = [still.want(PAGE) for _ in range(1000)]
    assert not waiting[0].done()
    still.renewal.step()
    assert all(one.done() for one in waiting)
    assert (told.looks, told.rendered) == (1, 1)


def test_what_is_kept_is_given_out_without_a_question(told: Told, still: Still) -> None:
    for _ in range(100):
        assert still.read(PAGE) == b"r1 c5"
    assert (told.looks, told.rendered) == (1, 1)


def test_an_act_shows_after_the_next_look(told: Told, still: Still) -> None:
    told.change()
    assert still.read(PAGE) == b"r1 c5"
    step_at(still, 0.5)
    assert still.read(PAGE) == b"r2 c5"


def test_whoever_acted_waits_for_a_look_of_their_own(told: Told, still: Still) -> None:
    told.change()
    assert still.read_soon(PAGE) == b"r2 c5"


def test_a_number_turns_at_its_moment_and_not_before(told: Told, still: Still) -> None:
    told.publish(0.1)
    step_at(still, 0.5)
    for seconds in (0.6, 1.0, 2.0, 2.0999):
        still.now = START + seconds
        assert still.read(PAGE) == b"r1 c5"
    still.now = START + 2.1
    assert still.read(PAGE) == b"r1 c6"
    step_at(still, 2.5)
    assert still.read(PAGE) == b"r1 c6"
    assert told.rendered == 2


def test_the_old_number_is_not_shown_when_its_time_is_over(told: Told, still: Still) -> None:
    """The next page could not be made in time, but the moment is known: readers wait for it."""
    told.publish(0.1)
    told.status = 500
    step_at(still, 0.5)
    told.status = 200
    still.now = START + 2.1
    assert still.read(PAGE) is None
    assert still.read_soon(PAGE) == b"r1 c6"


def test_numbers_turn_again_and_again(told: Told, still: Still) -> None:
    shown = []
    for tick in range(200):
        if tick % 21 == 0:
            told.publish(tick / 10)
        if tick % 5 == 0:
            step_at(still, tick / 10)
        still.now = START + tick / 10
        body = still.read(PAGE)
        assert body is not None
        # Shown 2 s after it was published: 20 of 21 ticks.
        assert int(body.split(b"c")[1]) == 5 + (tick + 1) // 21
        shown.append(body)
    assert len(set(shown)) == 10


def test_what_was_prepared_before_an_act_is_never_shown(told: Told, still: Still) -> None:
    told.publish(0.1)
    step_at(still, 0.5)
    told.change()
    step_at(still, 1.0)
    assert still.read(PAGE) == b"r2 c5"
    still.now = START + 2.1
    assert still.read(PAGE) == b"r2 c6"


def test_a_rendering_that_comes_too_late_takes_nothing_back(told: Told, still: Still) -> None:
    """Begun for the old number, done when the new one is shown already."""
    told.publish(0.1)
    step_at(still, 0.5)
    told.change()
    before = told.render

    def slowly(path: bytes, moment: float) -> object:
        made = before(path, moment)
        still.now = START + 2.2
        assert still.read(PAGE) is None or b"c6" in (still.read(PAGE) or b"")
        return made

    still.renewal._render = slowly  # type: ignore[assignment]
    step_at(still, 2.0)
    still.renewal._render = before
    body = still.read(PAGE)
    assert body is None or b"c6" in body
    assert still.read_soon(PAGE) == b"r2 c6"


def test_every_minute_anew_for_what_it_says_of_others(told: Told, still: Still) -> None:
    for tick in range(1, 140):
        step_at(still, tick / 2)
        assert still.read(PAGE) is not None
    assert told.rendered == 2


def test_nobody_looks_after_what_nobody_reads(told: Told, still: Still) -> None:
    step_at(still, HOT_SECONDS + 1)
    looks = told.looks
    assert still.renewal.step() is None
    assert told.looks == looks
    told.change()
    assert still.read(PAGE) is None
    assert still.read_soon(PAGE) == b"r2 c5"


def test_what_nobody_read_and_is_still_right_is_not_made_again(told: Told, still: Still) -> None:
    still.now = START + 5
    still.kept.entries[PAGE].is_hot = False
    assert still.read(PAGE) is None
    assert still.read_soon(PAGE) == b"r1 c5"
    assert told.rendered == 1


def test_what_is_taken_away_is_gone_after_the_next_look(told: Told, still: Still) -> None:
    told.marks.clear()
    step_at(still, 0.5)
    assert still.read(PAGE) is None
    assert still.read_soon(PAGE) is None
    assert still.kept.entries == {}


def test_nothing_is_kept_of_what_does_not_exist(told: Told) -> None:
    still = Still(told.look, told.render)
    for number in range(50):
        assert still.read_soon(b"/en/petitions/no-such-%d/" % number) is None
    assert (still.kept.entries, told.rendered) == ({}, 0)


def age_of(still: Still) -> bytes | None:
    answer = still.pages.page(PAGE)
    assert answer is not None
    return dict(answer.headers).get(b"age")


def test_readers_get_dated_pages_while_the_database_does_not_answer(told: Told, still: Still) -> None:
    told.is_down = True
    for seconds in (1, 30, 600, DATED_SECONDS):
        still.now = START + seconds
        with pytest.raises(OSError, match="does not answer"):
            still.renewal.step()
        still.renewal._fail()
        assert still.read(PAGE) == b"r1 c5"
        assert age_of(still) == str(int(seconds)).encode()
    still.now = START + DATED_SECONDS + 1
    assert still.read(PAGE) is None
    answer = asyncio.run(still.pages.page_soon(PAGE))
    assert answer is not None
    assert answer.status == 503
    assert dict(answer.headers)[b"retry-after"] == b"10"
    told.is_down = False
    told.change()
    still.renewal.step()
    assert still.read_soon(PAGE) == b"r2 c5"
    assert age_of(still) is None


def test_a_page_that_is_late_while_the_database_answers_is_at_most_ten_seconds_old(told: Told, still: Still) -> None:
    still.now = START + 10
    assert still.read(PAGE) == b"r1 c5"
    assert age_of(still) == b"10"
    still.now = START + 10.5
    assert still.read(PAGE) is None


def test_a_query_that_hangs_is_a_database_that_does_not_answer(told: Told, still: Still) -> None:
    still.renewal._busy_since = START
    still.now = START + 1.9
    assert not still.renewal.is_troubled(still.now)
    still.now = START + 60
    assert still.renewal.is_troubled(still.now)
    assert still.read(PAGE) == b"r1 c5"


def test_the_first_who_want_a_page_are_told_when_the_database_goes_away(told: Told) -> None:
    still = Still(told.look, told.render)
    told.is_down = True
    waiting = still.want(PAGE)
    still.renewal._fail()
    assert waiting.done()
    assert still.renewal.is_troubled(still.now)


def test_only_so_many_may_wait(told: Told) -> None:
    still = Still(told.look, told.render)
    for number in range(MOST_WANTED):
        still.want(b"/en/petitions/no-such-%d/" % number, f"no-such-{number}")
    assert still.renewal.want(PAGE, "night-train") is None
    answer = asyncio.run(still.pages.page_soon(PAGE))
    assert answer is not None
    assert answer.status == 503
    still.renewal.step()
    assert still.read_soon(PAGE) == b"r1 c5"


def test_what_was_not_asked_for_longest_goes_first(told: Told) -> None:
    still = Still(told.look, told.render, most_bytes=60_200)
    told.marks = {f"p{number}": PageMark(1) for number in range(40)}
    for number in range(40):
        still.now = START + number / 100
        assert still.read_soon(b"/en/petitions/p%d/" % number) == b"r1 c5"
        assert still.read(b"/en/petitions/p0/") == b"r1 c5"
        assert still.kept.weight_bytes() <= 60_200
    assert b"/en/petitions/p0/" in still.kept.entries
    assert b"/en/petitions/p39/" in still.kept.entries
    assert b"/en/petitions/p1/" not in still.kept.entries


def test_a_page_that_django_cannot_answer_is_left_to_it(told: Told) -> None:
    still = Still(told.look, told.render)
    told.status = 500
    assert still.read_soon(PAGE) is None
    assert still.kept.entries == {}


def test_a_clock_that_was_set_back_does_not_stop_the_page(told: Told, still: Still) -> None:
    told.change()
    step_at(still, -3600)
    assert still.read(PAGE) == b"r2 c5"
