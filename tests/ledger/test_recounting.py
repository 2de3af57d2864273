"""Who recounts the log every night, and what becomes of a recount that breaks off."""

import threading
from datetime import timedelta
from functools import partial
from operator import add

import pytest
from django.db import OperationalError

from tests.ledger.events import happen
from tests.ledger.test_publisher import Running, real_clock, until
from tests.ledger.test_publishing import round_out
from undersigned.jobs.actions.run_due import run_due
from undersigned.ledger import recounting
from undersigned.ledger.actions import recount_due as recounts
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.recount_due import recount_due
from undersigned.ledger.findings import notes
from undersigned.ledger.models import LogState
from undersigned.ledger.queries import alarm, recounted_at
from undersigned.ledger.recounting import start_recounting

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def began(now):
    """A log with one published entry."""
    open_log(now=now)
    happen("open", now)
    round_out(now)


def test_the_log_is_recounted_once_in_24_hours(began, now):
    assert recount_due(now=now)
    assert recounted_at() == now
    assert not recount_due(now=now + DAY - HOUR)
    assert recount_due(now=now + DAY)
    assert recounted_at() == now + DAY


def test_nothing_is_recounted_before_anything_is_published(now):
    assert not recount_due(now=now)
    open_log(now=now)
    assert not recount_due(now=now)
    assert recounted_at() is None


def test_a_recount_that_broke_off_is_made_again_after_an_hour(began, now, monkeypatch):
    def break_off(**_):
        raise OperationalError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(recounts, "recount_log", break_off)
        with pytest.raises(OperationalError):
            recount_due(now=now)
    assert not recount_due(now=now + HOUR / 2)
    assert recount_due(now=now + HOUR)


def test_a_clock_that_was_ahead_puts_no_recount_off(began, now):
    recount_due(now=now)
    LogState.objects.update(recounted_at=now + 400 * DAY)
    assert recount_due(now=now + HOUR)


def test_a_worker_recounts_nothing(began, now, settings, tmp_path):
    """It may be on a machine of its own, where nobody ever writes the files."""
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"data": tmp_path})
    for days in range(4):
        run_due(clock=partial(add, now, days * DAY))
    assert (recounted_at(), alarm()) == (None, "")
    assert recount_due(now=now + 4 * DAY)


def test_somebody_is_told_when_nobody_recounts(began, now):
    assert list(notes(now + 2 * DAY)) == []
    assert [note for note in notes(now + 3 * DAY) if "nobody has recounted it for 3 days" in note]
    recount_due(now=now + 3 * DAY)
    assert list(notes(now + 3 * DAY)) == []
    assert list(notes(now + 7 * DAY))


@pytest.mark.django_db(transaction=True)
def test_whoever_publishes_recounts_and_finds_a_database_that_is_broken(monkeypatch, now):
    monkeypatch.setattr(recounting, "LOOKS_EVERY_SECONDS", 0.05)
    open_log(now=now)
    happen("open", now)
    with Running():
        until(lambda: recounted_at() is not None)
    for thread in threading.enumerate():
        if thread.name == "recount":
            thread.join(20)
    assert alarm() == ""
    LogState.objects.update(root=b"x" * 32, recounted_at=now - DAY)
    assert recount_due(now=real_clock() + DAY)
    assert "a root that the" in alarm()


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_the_lease_leaves_it_to_others(monkeypatch, began, now):
    monkeypatch.setattr(recounting, "LOOKS_EVERY_SECONDS", 0.01)
    stop, looked = threading.Event(), threading.Event()

    def is_publishing():
        looked.set()
        return False

    thread = start_recounting(stop, clock=real_clock, is_publishing=is_publishing)
    assert looked.wait(20)
    stop.set()
    thread.join(20)
    assert recounted_at() is None
