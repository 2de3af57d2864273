import itertools
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from tests.ledger.events import PID, happen, pid_of, sign_many
from tests.ledger.test_kills import Clock, nothing, retire
from undersigned.ledger import publisher as publishing
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.findings import findings
from undersigned.ledger.models import Event, LogState, Round
from undersigned.ledger.publisher import Publisher, run
from undersigned.ledger.queries import refusal, shown_count
from undersigned.ledger.rules import LEASE
from undersigned.ledger.site import log_folder


def real_clock():
    return datetime.now(UTC)


class Running:
    """A publisher in a thread of its own, with its own connection; stopped at the end of the block."""

    def __init__(self, after=nothing):
        self.stopping = threading.Event()
        self.thread = threading.Thread(
            target=run, args=(self.stopping,), kwargs={"clock": real_clock, "after_publication": after}
        )

    def __enter__(self):
        self.thread.start()
        return self

    def stop(self):
        self.stopping.set()
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()

    def __exit__(self, *_):
        self.stop()


def until(true, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def quick_rounds(settings):
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"round_seconds": 0.2})


@pytest.mark.django_db(transaction=True)
def test_the_loop_publishes_and_calls_what_follows():
    followed = []
    with Running(after=lambda *, now: followed.append(now)):
        happen("open", real_clock())
        sign_many(20, real_clock())
        until(lambda: shown_count(PID, real_clock()).count == 20)
        # The next is published when the first is shown, and not before.
        sign_many(5, real_clock())
        until(lambda: shown_count(PID, real_clock()).count == 25)
    assert followed
    assert findings(real_clock()) == []
    assert LogState.objects.get().holder == ""


@pytest.mark.django_db(transaction=True)
def test_a_second_publisher_waits_and_takes_over_at_once_from_one_that_stopped():
    with Running() as first:
        happen("open", real_clock())
        until(lambda: LogState.objects.filter(published_size=1).exists())
        with Running():
            time.sleep(1.2)
            assert LogState.objects.get().epoch == 1
            first.stop()
            began = time.monotonic()
            until(lambda: LogState.objects.filter(epoch=2).exists())
            assert time.monotonic() - began < LEASE.total_seconds() / 2
            sign_many(3, real_clock())
            until(lambda: LogState.objects.filter(published_size=4).exists())
    assert LogState.objects.get().holder == ""
    assert findings(real_clock()) == []


class Race:
    """Two publishers and a signer at once, on a clock that leaps by a minute at each look.

    So each publisher finds the other's lease run out and believes at every moment that it may write; only the epoch
    keeps them apart. Goes on until all is issued and the lease has changed hands often.
    """

    def __init__(self):
        self.looks = itertools.count()
        self.is_signed = threading.Event()
        self.deadline = time.monotonic() + 60

    def clock(self):
        return real_clock() + timedelta(minutes=next(self.looks))

    def is_over(self):
        if time.monotonic() > self.deadline:
            return True
        is_waiting = not self.is_signed.is_set() or Event.objects.filter(index__isnull=True).exists()
        return not is_waiting and LogState.objects.filter(epoch__gte=12).exists()

    def sign(self):
        try:
            for number in range(30):
                sign_many(7, real_clock(), pid=pid_of(number % 3 + 1))
        finally:
            connections.close_all()
            self.is_signed.set()

    def publish(self):
        publisher = Publisher(self.clock, nothing, timedelta())
        try:
            while not self.is_over():
                publisher.work()
                if next(self.looks) % 5 == 0:
                    publisher.epoch = None
        finally:
            publisher.leave()

    def run(self):
        threads = [threading.Thread(target=act) for act in (self.sign, self.publish, self.publish)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=90)
        assert not any(thread.is_alive() for thread in threads)


@pytest.mark.django_db(transaction=True)
def test_two_publishers_race_and_write_one_log():
    for number in range(1, 4):
        happen("open", real_clock(), pid=pid_of(number))
    race = Race()
    race.run()
    state = LogState.objects.get()
    assert state.epoch >= 12
    assert state.size == 3 + 30 * 7
    last = Publisher(race.clock, nothing, timedelta())
    until(lambda: last.work() is not None and LogState.objects.filter(published_size=213).exists())
    last.leave()
    assert findings(real_clock() + timedelta(days=30)) == []


@pytest.mark.django_db
def test_a_publisher_that_waits_serves_what_the_other_has_published(now, settings, tmp_path):
    """Two nodes share nothing but the database."""
    clock = Clock(now)
    happen("open", now)
    first, second = (Publisher(clock, nothing, timedelta(seconds=1)) for _ in range(2))
    for _ in range(5):
        first.work()
    here = settings.UNDERSIGNED
    note = log_folder().read_checkpoint()
    settings.UNDERSIGNED = here.model_copy(update={"data": tmp_path})
    second.work()
    assert second.epoch is None
    assert log_folder().read_checkpoint() == note
    assert findings(clock.now) == []
    settings.UNDERSIGNED = here
    retire(first)


@pytest.mark.django_db
def test_a_full_round_does_not_wait_for_its_time(now, monkeypatch):
    monkeypatch.setattr("undersigned.ledger.publisher.round_limit", lambda: 20)
    clock = Clock(now)
    publisher = Publisher(clock, nothing, timedelta(hours=1))
    for _ in range(6):
        publisher.work()
    happen("open", now)
    publisher.work()
    assert not Round.objects.filter(size__gt=0).exists()
    sign_many(19, now)
    publisher.work()
    assert Round.objects.latest("size").size == 20
    retire(publisher)


@pytest.mark.django_db
def test_a_backlog_does_not_wait_until_the_publication_before_is_shown(now, monkeypatch):
    monkeypatch.setattr("undersigned.ledger.publisher.round_limit", lambda: 20)
    monkeypatch.setattr("undersigned.ledger.actions.issue_round.round_limit", lambda: 20)
    clock = Clock(now)
    publisher = Publisher(clock, nothing, timedelta(seconds=1))
    happen("open", now)
    while not LogState.objects.filter(published_size=1).exists():
        publisher.work()
    shown = LogState.objects.get().show_at
    assert shown is not None
    monkeypatch.setattr(clock, "now", shown - timedelta(seconds=1))
    clock.step = timedelta()
    sign_many(105, now)
    for _ in range(12):
        publisher.work()
    state = LogState.objects.get()
    assert (state.size, state.published_size) == (101, 1)
    clock.now, clock.step = shown, timedelta(milliseconds=700)
    for _ in range(6):
        publisher.work()
    assert LogState.objects.get().published_size == 106
    retire(publisher)
    assert findings(clock.now) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_is_survived(now, monkeypatch):
    clock = Clock(now)
    publisher = Publisher(clock, nothing, timedelta(seconds=1))
    happen("open", now)
    for _ in range(4):
        publisher.work()
    sign_many(3, now)
    if connection.vendor == "postgresql":
        kill_connections()
    else:
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/at/all.sqlite3")
        assert publisher.work() == timedelta(seconds=1)
        monkeypatch.undo()
    for _ in range(8):
        publisher.work()
    assert LogState.objects.get().published_size == 4
    publisher.leave()
    assert findings(clock.now) == []


def kill_connections():
    """The server ends this process's connection, as a restart does."""
    import psycopg

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    parameters = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in ("host", "port", "user", "password", "dbname")
    }
    with psycopg.connect(**parameters, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [backend])


@pytest.mark.django_db(transaction=True)
def test_what_must_not_go_on_is_said_and_looked_at_again(now, monkeypatch):
    monkeypatch.setattr(publishing, "REFUSED_AGAIN", timedelta(milliseconds=100))
    open_log(now=now)
    happen("open", now)
    root = bytes(LogState.objects.get().root)
    LogState.objects.update(root=bytes(32))
    with Running() as publisher:
        until(lambda: "contradicts itself" in refusal())
        assert publisher.thread.is_alive()
        sign_many(3, real_clock())
        assert LogState.objects.get().size == 0
        assert any("contradicts itself" in finding for finding in findings(real_clock()))
        LogState.objects.update(root=root)
        until(lambda: shown_count(PID, real_clock()).count == 3)
    assert refusal() == ""
    assert LogState.objects.get().holder == ""
