"""An older database under a newer log: refused, then recovered without ever signing a second history."""

import shutil

import pytest
from django.core import serializers
from django.db import connection, transaction
from structlog.testing import capture_logs

from tests.ledger.events import PID, happen, pid_of, sign_many
from tests.ledger.test_publishing import STEP, round_out
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.recount_log import recount_log
from undersigned.ledger.actions.recover_log import recover_log
from undersigned.ledger.findings import findings
from undersigned.ledger.guard import check_start
from undersigned.ledger.models import Event, LogState, PublishedCount, Round, Tail
from undersigned.ledger.queries import shown_count
from undersigned.ledger.rules import LogRefused
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import open_checkpoint
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.proofs import consistency_proof, verify_consistency
from undersigned.tlog.readers import check_log, node_from_tiles, with_full_tiles
from undersigned.tlog.recount import recount

TABLES = (LogState, Round, Event, Tail, PublishedCount)
OTHER = pid_of(2)
LOST = pid_of(3)
pytestmark = pytest.mark.django_db


@pytest.fixture
def began(now):
    """Two petitions, five signatures that are published, one that waits."""
    open_log(now=now)
    for pid in (PID, OTHER):
        happen("open", now, pid=pid)
    signs = sign_many(5, now)
    round_out(now)
    return signs, happen("sign", now + STEP)


def backup():
    return [serializers.serialize("json", table.objects.all()) for table in TABLES]


def restore(copy):
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f'DELETE FROM "{table._meta.db_table}"')
        for text in copy:
            for row in serializers.deserialize("json", text):
                row.save()


def source():
    return with_full_tiles(log_folder().read_tile)


def published():
    note = log_folder().read_checkpoint()
    assert note is not None
    return note


def recover(**more):
    return recover_log(source=source(), note=published(), **more)


def kept():
    state = LogState.objects.get()
    return open_checkpoint(published(), state.origin, [parse_vkey(state.vkey)])


def check_all(old, now):
    """Files, database and counts agree, and the log continues the checkpoint that the world has."""
    new = kept()
    proof = consistency_proof(
        old.size, new.size, lambda level, index: node_from_tiles(source(), new.size, level, index)
    )
    verify_consistency(old.size, new.size, old.root, new.root, proof)
    assert findings(now) == []
    return recount(check_log(source(), new)).lines


def test_an_older_database_follows_the_published_log(began, now):
    signs, waiting = began
    older = backup()
    lost = sign_many(3, now + STEP, pid=OTHER)
    happen("withdraw", now + STEP, target=signs[0])
    round_out(now + STEP)
    # What came and went entirely after the backup, and a closing.
    happen("withdraw", now + STEP, pid=OTHER, target=lost[2])
    happen("close", now + STEP)
    happen("open", now + STEP, pid=LOST)
    sign_many(2, now + STEP, pid=LOST)
    round_out(now + 2 * STEP)
    old, note = kept(), log_folder().read_checkpoint()
    restore(older)
    with pytest.raises(LogRefused, match="holds 7 entries of the log, but the published checkpoint says 17"):
        check_start(LogState.objects.get())

    rehearsed = recover(now=now + 3 * STEP, is_rehearsal=True)
    assert LogState.objects.get().size == 7
    done = recover(now=now + 3 * STEP)
    assert done == rehearsed
    assert (done.previous_size, done.size, done.attributed, done.invalidated) == (7, 17, 1, 4)
    assert done.answered == [PID]
    assert len(done.told) == 2
    assert Event.objects.get(id=waiting.id).index is not None
    assert log_folder().read_checkpoint() == note
    check_start(LogState.objects.get())

    round_out(now + 4 * STEP)
    lines = check_all(old, now + 4 * STEP)
    assert {pid: line.c for pid, line in lines.items()} == {PID: 5, OTHER: 0, LOST: 0}
    assert not lines[PID].is_closed
    assert shown_count(PID, now + 5 * STEP).count == 5
    reasons = Event.objects.filter(type="invalidate").values_list("fields", flat=True)
    assert list(reasons) == ["lost"] * 4
    assert recover(now=now + 5 * STEP) is None


def test_what_was_put_back_since_the_copy_has_no_secret_and_is_lost(began, now):
    signs, _ = began
    older = backup()
    for sign in signs[:2]:
        happen("invalidate", now + STEP, target=sign)
    round_out(now + STEP)
    happen("restore", now + STEP, target=signs[0])
    [new] = sign_many(1, now + STEP)
    happen("invalidate", now + STEP, target=new)
    happen("restore", now + STEP, target=new)
    round_out(now + 2 * STEP)
    old = kept()
    restore(older)
    done = recover(now=now + 3 * STEP)
    assert done.invalidated == 2
    round_out(now + 4 * STEP)
    lines = check_all(old, now + 4 * STEP)
    # Five and the one that waited, less one as a bot and one as lost; the new one is of nobody.
    assert lines[PID].c == 4


def test_the_published_checkpoint_itself_is_what_the_round_holds(began, now):
    older = backup()
    sign_many(3, now + STEP)
    round_out(now + STEP)
    note = published().decode()
    restore(older)
    recover(now=now + 2 * STEP)
    assert Round.objects.get(size=LogState.objects.get().size).note == note


@pytest.mark.parametrize("broken", ["bundle", "tile", "checkpoint"])
def test_files_that_do_not_hold_bring_nothing_back(began, now, broken):
    older = backup()
    sign_many(3, now + STEP)
    round_out(now + STEP)
    restore(older)
    folder = log_folder().path
    file = {
        "bundle": folder / "tile/entries/000.p/11",
        "tile": folder / "tile/0/000.p/11",
        "checkpoint": folder / "checkpoint",
    }[broken]
    data = bytearray(file.read_bytes())
    data[-30] ^= 1
    file.write_bytes(data)
    with pytest.raises(LogRefused, match="Nothing was written"):
        recover(now=now + 2 * STEP)
    assert LogState.objects.get().size == 7


def test_a_log_of_another_history_is_never_joined(began, now, tmp_path):
    older = backup()
    sign_many(3, now + STEP)
    round_out(now + STEP)
    theirs = tmp_path / "theirs"
    shutil.copytree(log_folder().path, theirs)
    restore(older)
    # The wrong thing: the database signs on, over a folder that somebody emptied.
    shutil.rmtree(log_folder().path)
    # Of another petition: a batch is logged in no order, so the same signatures could stand as they stood before.
    sign_many(2, now + STEP, pid=OTHER)
    round_out(now + 2 * STEP)
    sign_many(9, now + 2 * STEP)
    shutil.rmtree(log_folder().path)
    shutil.copytree(theirs, log_folder().path)
    state = LogState.objects.get()
    with pytest.raises(LogRefused):
        check_start(state)
    assert state.size == 10
    with pytest.raises(LogRefused, match="another history, which no command"):
        recover(now=now + 3 * STEP)
    Round.objects.filter(size=10).update(size=11)
    LogState.objects.update(size=11)
    with pytest.raises(LogRefused, match="another root than this database signed"):
        recover(now=now + 3 * STEP)


def test_where_nothing_is_lost_nothing_is_done(began, now):
    assert recover(now=now) is None


def test_the_nightly_recount_raises_an_alarm_and_takes_it_back(began, now, capsys):
    assert recount_log(now=now) == 0
    bundle = next(log_folder().path.glob("tile/entries/000.p/*"))
    data = bundle.read_bytes()
    bundle.write_bytes(data.replace(b" sign ", b" sigm ", 1))
    assert recount_log(now=now) == 1
    # Whoever looks later sees it, whatever became of the file since.
    bundle.write_bytes(data)
    [finding] = findings(now)
    assert finding.startswith("log: found by the recount of 2026-03-03 12:00 UTC: ")
    assert recount_log(now=now + STEP) == 0
    assert findings(now) == []


def test_a_recount_misses_files_only_where_something_is_published(now):
    with capture_logs() as said:
        assert recount_log(now=now) == 0
        open_log(now=now)
        happen("open", now)
        assert recount_log(now=now) == 0
    assert said == []
    round_out(now)
    shutil.rmtree(log_folder().path)
    assert recount_log(now=now) == 1


def test_the_recount_finds_a_database_that_was_changed(began, now):
    Event.objects.filter(index=3).update(entry=Event.objects.get(index=4).entry)
    assert recount_log(now=now) >= 1
