"""The lease: who may publish, and when another may try."""

from datetime import timedelta

import pytest

from tests.ledger.test_kills import Clock, nothing, retire
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.renew_lease import renew_lease
from undersigned.ledger.actions.take_lease import take_lease
from undersigned.ledger.models import LogState
from undersigned.ledger.publisher import Publisher
from undersigned.ledger.rules import LEASE


@pytest.fixture(autouse=True)
def quick_rounds(settings):
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"round_seconds": 0.2})


@pytest.mark.django_db
def test_a_lease_that_was_not_freed_runs_out(now):
    clock = Clock(now)
    open_log(now=now)
    take_lease(holder="killed", now=now)
    waiting = Publisher(clock, nothing, timedelta(seconds=1))
    waiting.work()
    before = waiting.epoch
    assert before is None
    clock.now = now + LEASE
    waiting.work()
    assert waiting.epoch == 2
    retire(waiting)
    assert LogState.objects.get().holder == ""


@pytest.mark.django_db
def test_a_killed_publisher_whose_clock_was_ahead_is_replaced_when_it_renews_no_more(now):
    open_log(now=now)
    take_lease(holder="ahead", now=now + timedelta(hours=1))
    other = Publisher(clock := Clock(now), nothing, timedelta(seconds=1))
    began = clock.now
    while other.epoch is None:
        other.work()
        assert clock.now - began < timedelta(seconds=30)
    assert clock.now - began > LEASE
    retire(other)


@pytest.mark.django_db
def test_a_publisher_whose_clock_is_ahead_is_waited_for_while_it_renews(now):
    open_log(now=now)
    epoch = take_lease(holder="ahead", now=now + timedelta(hours=1)) or 0
    other = Publisher(clock := Clock(now), nothing, timedelta(seconds=1))
    for _ in range(40):
        renew_lease(epoch=epoch, now=clock.now + timedelta(hours=1))
        other.work()
    assert other.epoch is None
    assert LogState.objects.get().epoch == epoch


@pytest.mark.django_db
def test_a_lease_is_kept_while_its_holder_works(now):
    clock = Clock(now)
    first, second = (Publisher(clock, nothing, timedelta(seconds=1)) for _ in range(2))
    for _ in range(40):
        first.work()
        second.work()
    assert (first.epoch, second.epoch) == (1, None)
    retire(first)
    second.work()
    assert second.epoch == 2
    retire(second)
