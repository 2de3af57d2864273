from datetime import timedelta

import pytest

from tests.ledger.events import PID, happen, sign_many
from tests.ledger.test_publishing import STEP, round_out
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.publish import publish
from undersigned.ledger.actions.write_files import write_files
from undersigned.ledger.findings import findings
from undersigned.ledger.models import Event, LogState, PublishedCount, Tail
from undersigned.ledger.site import log_folder, log_signer
from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(now):
    open_log(now=now)
    happen("open", now)
    sign_many(300, now)
    round_out(now)
    return LogState.objects.get()


def test_a_site_without_a_log_and_an_honest_log_have_none(now):
    assert findings(now) == []
    open_log(now=now)
    assert findings(now) == []
    happen("open", now)
    round_out(now)
    sign_many(3, now)
    assert findings(now) == []
    issue_round(now=now)
    assert findings(now) == []
    write_files(size=4)
    publish(now=now + STEP)
    assert findings(now) == []


def lose(name):
    (log_folder().path / name).unlink()


BREAKS = {
    "a wrong number": (lambda: PublishedCount.objects.update(count=301), "shows the number 301, the recount of 301"),
    "no number": (PublishedCount.objects.all().delete, "shows no number"),
    "a number without entries": (
        lambda: PublishedCount.objects.update(pid="AAAAAAAAAAAAAAAAAAAAAw"),
        "shows a number and has no entry",
    ),
    "a wrong tail": (lambda: Tail.objects.update(n=5), "end of the line"),
    "a wrong root": (lambda: LogState.objects.update(root=bytes(32)), "do not give"),
    "another entry": (
        lambda: Event.objects.filter(index=1).update(entry=Event.objects.get(index=2).entry),
        "entry 1 of the files is not the one in the database",
    ),
    "a lost event": (Event.objects.filter(index=300).delete, "the 300 entries"),
    "a lost file": (lambda: lose("tile/0/000"), "tile/0/000 is missing"),
    "a forged checkpoint": (lambda: log_folder().replace_checkpoint("forged\n"), "a note has a text"),
    "no checkpoint": (lambda: lose("checkpoint"), "a note has a text"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_whatever_is_broken_is_found(log, now, name):
    assert findings(now) == []
    break_it, words = BREAKS[name]
    break_it()
    found = findings(now)
    assert any(words in finding for finding in found), found


@pytest.mark.parametrize("place", ["tile/0/000", "tile/0/001.p/45", "tile/1/000.p/1", "tile/entries/000"])
def test_one_bit_of_any_file_is_found(log, now, place):
    file = log_folder().path / place
    data = file.read_bytes()
    at = max(len(data) - 40, 0)
    file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    assert any("log: " in finding for finding in findings(now))


def test_an_old_checkpoint_on_this_node_is_found(log, now):
    old = log_folder().read_checkpoint()
    assert old is not None
    sign_many(1, now)
    round_out(now + STEP)
    log_folder().replace_checkpoint(old.decode())
    assert findings(now) == ["log: 301 entries are published on this node, 302 in the database"]


def test_a_database_behind_what_was_published_is_found(log, now):
    newer = sign_checkpoint(Checkpoint(log.origin, 999, bytes(32)), log_signer(log.origin))
    log_folder().replace_checkpoint(newer)
    (found,) = findings(now)
    assert "says 999 entries, which this database never signed" in found
    other = sign_checkpoint(Checkpoint(log.origin, log.size, bytes(32)), log_signer(log.origin))
    log_folder().replace_checkpoint(other)
    (found,) = findings(now)
    assert "another root than this database signed" in found


def test_an_event_that_waits_too_long_is_found(log, now):
    sign_many(2, now)
    assert findings(now + timedelta(seconds=60)) == []
    assert "2 events wait longer than" in findings(now + timedelta(seconds=71))[0]


def test_an_event_that_was_set_aside_is_found(log, now):
    happen("open", now)
    issue_round(now=now)
    assert findings(now) == [
        f"log: event {Event.objects.latest('id').id} (open of {PID}) was set aside: open stands first, once"
    ]


def test_a_partial_tile_that_is_gone_is_read_from_its_full_one(log, now):
    """A recount that began before a round ended: the tiles that it wants are full by now."""
    sign_many(600, now)
    issue_round(now=now)
    write_files(size=901)
    assert not (log_folder().path / "tile/entries/001.p/45").exists()
    assert findings(now) == []
