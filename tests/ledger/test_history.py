import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.events import PID, happen, pid_of, sign_many
from tests.ledger.test_publishing import STEP, round_out
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.history import MOST_POINTS, CountPoint, count_history, spread, thin
from undersigned.ledger.queries import shown_count
from undersigned.ledger.rules import ShownCount

DAY = timedelta(days=1)


def history(now):
    return count_history(PID, shown_count(PID, now))


@pytest.mark.django_db
def test_a_short_history_is_whole(now, django_assert_num_queries):
    open_log(now=now)
    assert history(now) == []
    happen("open", now)
    happen("open", now, pid=pid_of(2))
    round_out(now)
    signed = sign_many(5, now)
    sign_many(9, now, pid=pid_of(2))
    round_out(now + STEP)
    happen("withdraw", now, target=signed[0])
    round_out(now + 2 * STEP)
    sign_many(2, now)
    round_out(now + 3 * STEP)
    # Logged and not yet published: not to be seen.
    sign_many(100, now)
    issue_round(now=now + 4 * STEP)
    shown = shown_count(PID, now + 5 * STEP)
    with django_assert_num_queries(2):
        points = count_history(PID, shown)
    assert points == [CountPoint(now + number * STEP, count) for number, count in enumerate((0, 5, 4, 6))]


@pytest.mark.django_db
def test_a_long_history_costs_the_same_and_ends_in_the_number(now, django_assert_num_queries):
    open_log(now=now)
    happen("open", now)
    for number in range(8):
        sign_many(300, now)
        round_out(now + number * DAY)
    shown = shown_count(PID, now + 8 * DAY)
    assert shown.count == 2400
    with django_assert_num_queries(2):
        points = count_history(PID, shown)
    assert points[0].at == now
    assert points[-1] == CountPoint(now + 7 * DAY, 2400)
    step = 2401 / MOST_POINTS + 1
    for day, point in enumerate(points[1:], start=1):
        assert point.at == now + day * DAY
        assert 0 <= 300 * (day + 1) - point.count <= step


@pytest.mark.django_db
def test_a_petition_that_never_stood_has_no_history(now):
    open_log(now=now)
    assert count_history(PID, ShownCount(0, None, 0)) == []


@given(st.integers(1, 10**12), st.integers(2, 200))
def test_numbers_are_spread_from_end_to_end(last, most):
    numbers = spread(last, most)
    assert numbers[0] == 1
    assert numbers[-1] == last
    assert len(numbers) == len(set(numbers)) <= most
    widest = max((after - before for before, after in itertools.pairwise(numbers)), default=0)
    assert widest <= last / (most - 1) + 1


def test_a_day_has_one_point_when_there_are_many_days(now):
    points = [CountPoint(now + timedelta(hours=8 * step), step) for step in range(30)]
    thinned = thin(points)
    assert thinned[0] == points[0]
    assert thinned[-1] == points[-1]
    assert len(thinned) <= 12
    assert thin(points[:4]) == points[:4]
    assert thin([CountPoint(now, 0), CountPoint(now, 7)]) == [CountPoint(now, 7)]
