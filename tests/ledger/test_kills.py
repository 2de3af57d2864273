"""A publisher that dies between any two steps, or within one, loses nothing and says nothing twice differently."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.ledger.events import PID, happen, pid_of, sign_many
from tests.ledger.test_files import files_of
from tests.ledger.test_publishing import STEP
from undersigned.ledger import publisher as publishing
from undersigned.ledger.actions import issue_round as issuing
from undersigned.ledger.actions import publish as publication
from undersigned.ledger.actions.free_lease import free_lease
from undersigned.ledger.findings import findings
from undersigned.ledger.folder import LogFolder
from undersigned.ledger.models import Event, LogState, Round
from undersigned.ledger.publisher import Publisher
from undersigned.ledger.queries import shown_count
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import open_checkpoint
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.proofs import consistency_proof, verify_consistency
from undersigned.tlog.readers import node_from_tiles, with_full_tiles

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """A death: no `except Exception` sees it."""


class Clock:
    def __init__(self, now):
        self.now = now
        self.step = timedelta(milliseconds=700)

    def __call__(self):
        self.now += self.step
        return self.now


def nothing(*, now):
    return None


def settle(clock, after=nothing):
    """A fresh publisher works until nothing waits; another is dead, so its lease must run out first."""
    clock.now += timedelta(seconds=11)
    fresh = Publisher(clock, after, timedelta(seconds=1))
    for _ in range(40):
        fresh.work()
        state = LogState.objects.first()
        waiting = Event.objects.filter(index__isnull=True).exists()
        if state and state.published_size == state.size and state.published_at and not waiting:
            break
    fresh.work()
    retire(fresh)


def retire(publisher):
    """The lease is free; unlike `leave` this keeps the connection, in which the whole test is one transaction."""
    assert publisher.epoch is not None
    assert free_lease(epoch=publisher.epoch)


def work_on(publisher, steps):
    for _ in range(steps):
        publisher.work()


def after(function, deaths):
    """The function, after which (or before which) the process dies once."""

    def dying(*args, **kwargs):
        if deaths.get("before"):
            deaths.clear()
            raise Killed
        result = function(*args, **kwargs)
        if deaths.pop("after", None):
            raise Killed
        return result

    return dying


PLACES = [
    (publishing, "issue_round"),
    (publishing, "write_files"),
    (publishing, "publish"),
    (publishing, "take_lease"),
    (publishing, "mirror_files"),
    (issuing, "write_places"),
    (issuing, "_write_tails"),
    (issuing, "_advance"),
    (issuing, "sign_checkpoint"),
    (publication, "_write_counts"),
    (LogFolder, "write_tiles"),
    (LogFolder, "replace_checkpoint"),
    (LogFolder, "drop_partials"),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("place", "name"), PLACES, ids=[name for _place, name in PLACES])
def test_a_death_at_any_step_is_recovered_from(now, monkeypatch, place, name, when):
    clock = Clock(now)
    happen("open", now)
    sign_many(300, now)
    settle(clock)
    seen = checkpoint_now()
    sign_many(300, now)

    deaths = {when: True}
    monkeypatch.setattr(place, name, after(getattr(place, name), deaths))
    clock.now += timedelta(seconds=11)
    dying = Publisher(clock, nothing, timedelta(seconds=1))
    with pytest.raises(Killed):
        work_on(dying, 40)
    assert not deaths
    assert_one_history(seen)
    between = checkpoint_now()
    assert shown_count(PID, clock.now).count in (300, 600)

    settle(clock)
    assert_one_history(between)
    assert shown_count(PID, clock.now + STEP).count == 600
    assert LogState.objects.get().size == 601
    assert findings(clock.now) == []


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("place", "name"), PLACES, ids=[name for _place, name in PLACES])
def test_a_death_at_any_step_parts_no_group_of_a_sensitive_petition(now, monkeypatch, place, name, when):
    clock, quiet, hour = Clock(now), pid_of(2), timedelta(hours=1)
    happen("open", now)
    happen("open", now, pid=quiet)
    sign_many(300, now)
    settle(clock)
    seen = checkpoint_now()
    sign_many(300, now)
    sign_many(12, now, pid=quiet, patience=hour)

    deaths = {when: True}
    monkeypatch.setattr(place, name, after(getattr(place, name), deaths))
    clock.now += timedelta(seconds=11)
    with pytest.raises(Killed):
        work_on(Publisher(clock, nothing, timedelta(seconds=1)), 40)
    assert not deaths
    assert_one_history(seen)
    logged = Event.objects.filter(pid=quiet, type="sign", index__isnull=False)
    assert logged.count() in (0, 12)
    settle(clock)
    assert logged.count() == 12
    sign_many(9, clock.now, pid=quiet, patience=hour)
    settle(clock)
    assert logged.count() == 12
    clock.now += hour
    settle(clock)
    assert logged.count() == 21
    assert (shown_count(PID, clock.now + STEP).count, shown_count(quiet, clock.now + STEP).count) == (600, 21)
    assert findings(clock.now) == []


def checkpoint_now():
    state = LogState.objects.get()
    note = log_folder().read_checkpoint()
    assert note is not None
    return open_checkpoint(note, state.origin, [parse_vkey(state.vkey)])


def assert_one_history(seen):
    """What is published now continues what was published then, by a proof from the served tiles."""
    current = checkpoint_now()
    source = with_full_tiles(log_folder().read_tile)
    proof = consistency_proof(
        seen.size, current.size, lambda level, index: node_from_tiles(source, current.size, level, index)
    )
    verify_consistency(seen.size, current.size, seen.root, current.root, proof)


@pytest.mark.parametrize("which", range(1, 12))
def test_a_death_at_any_file_is_recovered_from(now, monkeypatch, which):
    """Each file of a round is flushed and renamed by itself; the process may die before any of them."""
    clock = Clock(now)
    happen("open", now)
    sign_many(300, now)
    settle(clock)
    sign_many(300, now)
    from undersigned.ledger import folder

    original, left = folder._write, [which]

    def dying(target, data):
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        original(target, data)

    clock.now += timedelta(seconds=11)
    publisher = Publisher(clock, nothing, timedelta(seconds=1))
    with monkeypatch.context() as patch:
        patch.setattr(folder, "_write", dying)
        try:
            for _ in range(20):
                publisher.work()
        except Killed:
            pass
        else:
            assert left[0] > 0, "fewer files than deaths"
            retire(publisher)
    before = files_of(log_folder().path)
    settle(clock)
    after_all = files_of(log_folder().path)
    assert all(after_all.get(name, data) == data for name, data in before.items() if name != "checkpoint")
    assert shown_count(PID, clock.now + STEP).count == 600
    assert findings(clock.now) == []


def test_what_follows_a_publication_is_called_though_its_publisher_died(now):
    clock = Clock(now)
    happen("open", now)
    called = []

    def dying(*, now):
        raise Killed

    publisher = Publisher(clock, dying, timedelta(seconds=1))
    with pytest.raises(Killed):
        work_on(publisher, 10)
    settle(clock, lambda *, now: called.append(now))
    assert called


@pytest.mark.django_db(transaction=True)
def test_a_fault_in_what_follows_is_survived_and_it_is_called_again(now):
    clock = Clock(now)
    happen("open", now)
    calls = []

    def failing(*, now):
        calls.append(now)
        if len(calls) < 3:
            raise RuntimeError("the room above has a fault")

    settle(clock, failing)
    assert len(calls) >= 3
    assert LogState.objects.get().published_size == 1


def test_a_round_never_hangs_on_a_transaction_that_was_rolled_back(now):
    """Ids commit out of order: an event whose id was given earlier and whose commit comes later is still issued."""
    clock = Clock(now)
    happen("open", now)
    with transaction.atomic():
        sign_many(5, now)
        transaction.set_rollback(True)
    sign_many(2, now)
    settle(clock)
    assert shown_count(PID, clock.now + STEP).count == 2
    assert Round.objects.latest("size").size == 3
