"""The lease: who may publish, and when another may try."""

from datetime import timedelta

import pytest

from tests.ledger.test_kills import Clock, nothing, retire
from undersigned.ledger.actions.open_log import open_log
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
def test_a_killed_publisher_whose_clock_was_ahead_is_replaced_at_once(now):
    open_log(now=now)
    take_lease(holder="ahead", now=now + timedelta(hours=1))
    assert take_lease(holder="other", now=now) is not None
    take_lease(holder="a little ahead", now=now + timedelta(seconds=11))
    assert take_lease(holder="third", now=now + timedelta(seconds=1)) is None


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
