from datetime import timedelta

import pytest

from tests.ledger.events import happen, sign_many
from tests.ledger.test_publishing import STEP, round_out
from undersigned.keys.secrets import write_secret
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.guard import check_start
from undersigned.ledger.models import Event, LogState, Round
from undersigned.ledger.publisher import Publisher
from undersigned.ledger.rules import LogRefused
from undersigned.ledger.site import log_folder, log_signer
from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def state(now):
    open_log(now=now)
    happen("open", now)
    sign_many(5, now)
    round_out(now)
    return LogState.objects.get()


def test_a_log_that_is_as_it_was_goes_on(state, now):
    check_start(state)
    sign_many(5, now)
    issue_round(now=now)
    # Signed and not yet published: the database is ahead, which is what a crash leaves.
    check_start(LogState.objects.get())


def test_a_database_behind_the_published_checkpoint_is_refused(state, now):
    sign_many(5, now)
    row = issue_round(now=now)
    assert row is not None
    log_folder().replace_checkpoint(row.note)
    # The older copy: as it was before that round.
    Event.objects.filter(index__gte=state.size).delete()
    Round.objects.filter(size=row.size).delete()
    LogState.objects.update(size=state.size, root=state.root, right_edge=state.right_edge)
    with pytest.raises(LogRefused, match=r"holds 6 entries of the log, but the published checkpoint says 11: .* older"):
        check_start(LogState.objects.get())


def test_a_publisher_does_not_begin_where_the_guard_refuses(state, now):
    note = sign_checkpoint(Checkpoint(state.origin, state.size, bytes(32)), log_signer(state.origin))
    log_folder().replace_checkpoint(note)
    happen("sign", now)
    publisher = Publisher(lambda: now, lambda *, now: None, timedelta(seconds=1))
    with pytest.raises(LogRefused, match="another history"):
        publisher.work()
    after = LogState.objects.get()
    assert (after.holder, after.epoch, after.size) == ("", 0, state.size)
    assert log_folder().read_checkpoint() == note.encode()


def test_another_history_of_the_same_size_is_refused(state):
    note = sign_checkpoint(Checkpoint(state.origin, state.size, bytes(32)), log_signer(state.origin))
    log_folder().replace_checkpoint(note)
    with pytest.raises(LogRefused, match="another history"):
        check_start(state)


def test_a_checkpoint_that_nobody_signed_is_refused(state):
    log_folder().replace_checkpoint("whatever\n")
    with pytest.raises(LogRefused, match="not one of this log"):
        check_start(state)


@pytest.mark.parametrize("break_it", ["size", "root", "round", "event"])
def test_a_database_that_contradicts_itself_is_refused(state, break_it):
    if break_it == "size":
        LogState.objects.update(size=7)
    elif break_it == "root":
        LogState.objects.update(root=bytes(32))
    elif break_it == "round":
        Round.objects.filter(size=6).delete()
    else:
        Event.objects.filter(index=5).delete()
    with pytest.raises(LogRefused, match="contradicts itself"):
        check_start(LogState.objects.get())


def test_the_name_is_fixed_at_the_first_start(state, now, settings):
    assert state.origin == "testserver/log"
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"site_url": "https://petitions.example.org"})
    assert open_log(now=now).origin == "testserver/log"
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"log_origin": "testserver/log"})
    assert open_log(now=now).origin == "testserver/log"
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"log_origin": "example.org/log"})
    with pytest.raises(LogRefused, match="opened as testserver/log and keeps that name"):
        open_log(now=now)


@pytest.mark.parametrize(
    ("wished", "is_demo", "origin"),
    [
        (None, False, "testserver/log"),
        (None, True, "demo.invalid/log"),
        ("log.example.org/one", True, "log.example.org/one"),
    ],
)
def test_the_first_start_chooses_the_name(now, settings, wished, is_demo, origin):
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"log_origin": wished, "demo": is_demo})
    assert open_log(now=now).origin == origin
    assert open_log(now=now + timedelta(days=1)).vkey.startswith(f"{origin}+")


def test_another_key_is_refused(state, now, settings, tmp_path):
    write_secret(tmp_path, "log")
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"secrets_dir": tmp_path})
    with pytest.raises(LogRefused, match=r"log\.key"):
        open_log(now=now)
    assert LogState.objects.get().vkey == state.vkey


def test_opening_twice_changes_nothing(state, now):
    assert open_log(now=now + STEP).size == state.size
    assert Round.objects.filter(size=0).count() == 1
