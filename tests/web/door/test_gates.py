"""Gates by a clock that stands: who is let in, who is turned away, and what is learnt from those who leave."""

import pytest

from undersigned.web.door.gates import SLOW_SECONDS, SLOWEST_SECONDS, WAIT_SECONDS, WINDOW_SECONDS, Gate

LEAST, MOST = 500, 2_000


class Site:
    """A gate, and what was served behind it."""

    def __init__(self) -> None:
        self.now, self.served = 1_000.0, 0
        self.gate = Gate(lambda: self.served, least=LEAST, most=MOST)

    def let_in(self, number: int) -> int:
        """So many come at once and have sent what they send; how many were let in."""
        for done in range(number):
            one = self.gate.arrive(self.now)
            if one is None:
                return done
            assert self.gate.has_sent(one)
            self.gate.enter()
        return number

    def serve(self, per_second: float, seconds: float, *, step: float = 0.01) -> None:
        """So many are served a second, and as many come as are let in."""
        until = self.now + seconds
        while self.now < until:
            self.now += step
            for _ in range(round(per_second * step)):
                self.served += 1
                self.gate.leave(self.now)
            self.let_in(10 * MOST)


@pytest.fixture
def site() -> Site:
    return Site()


def test_at_first_a_burst_is_let_in_up_to_the_bound(site: Site) -> None:
    assert site.let_in(5_000) == MOST
    assert site.gate.is_full(site.now)
    assert site.gate.on_their_way == MOST


@pytest.mark.parametrize(("per_second", "limit"), [(2_400, 1_200), (300, LEAST), (100_000, MOST)])
def test_so_many_are_let_in_as_leave_in_half_a_second_within_the_bounds(
    site: Site, per_second: int, limit: int
) -> None:
    site.let_in(5_000)
    site.serve(per_second, 4)
    assert site.gate.limit == pytest.approx(limit, rel=0.02)
    site.gate.leave(site.now)
    assert site.gate.limit / per_second <= max(WAIT_SECONDS * 1.02, LEAST / per_second)


def test_a_few_at_a_time_say_nothing_of_what_the_site_could(site: Site) -> None:
    for _ in range(200):
        site.let_in(5)
        site.now += 0.1
        for _ in range(5):
            site.served += 1
            site.gate.leave(site.now)
    assert site.let_in(5_000) == MOST


def test_after_a_standstill_the_rate_is_soon_known_again(site: Site) -> None:
    site.let_in(5_000)
    site.serve(2_400, 3)
    site.now += 8
    site.serve(2_400, WINDOW_SECONDS * 2)
    low = site.gate.limit
    assert LEAST <= low < 1_000
    site.serve(2_400, WINDOW_SECONDS * 12)
    assert site.gate.limit > 1_100


def begin(site: Site, number: int) -> list[int]:
    """So many begin to send and have not sent."""
    found = [site.gate.arrive(site.now) for _ in range(number)]
    assert None not in found
    return [one for one in found if one is not None]


def test_whoever_sends_slowly_turns_nobody_away(site: Site) -> None:
    slow = begin(site, MOST - 1)
    site.now += SLOW_SECONDS + 0.01
    # The first who overtakes them by half a second shows that they are slow.
    assert site.let_in(MOST) == MOST
    assert site.gate.on_their_way == MOST
    # They have no place any more, and are judged again when they have sent.
    assert not any(site.gate.has_sent(number) for number in slow)
    site.gate.leave(site.now)
    assert site.gate.has_sent(slow[0])


def test_where_all_are_slow_they_are_so_after_two_seconds(site: Site) -> None:
    begin(site, MOST)
    site.now += SLOWEST_SECONDS
    assert site.gate.arrive(site.now) is None
    site.now += 0.01
    assert site.let_in(10) == 10


def test_where_everything_is_late_nobody_is_slow(site: Site) -> None:
    """A loop that lags a second: bodies come late, in the order in which they began. Whoever was let in is served."""
    site.let_in(5_000)
    site.serve(300, 4)
    refused = 0
    sending: list[tuple[float, int]] = []
    for _ in range(500):
        site.now += 0.01
        while sending and sending[0][0] <= site.now - 1:
            _, number = sending.pop(0)
            refused += not site.gate.has_sent(number)
            site.gate.enter()
            site.served += 1
            site.gate.leave(site.now)
        for _ in range(20):
            one = site.gate.arrive(site.now)
            sending += [] if one is None else [(site.now, one)]
    assert refused == 0
    assert len(sending) <= LEAST


def test_whoever_leaves_makes_room_for_one(site: Site) -> None:
    site.let_in(MOST)
    site.gate.leave(site.now)
    assert site.let_in(5) == 1
