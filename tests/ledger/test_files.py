import shutil
from datetime import timedelta

import pytest

from tests.ledger.events import happen, sign_many
from tests.ledger.test_publishing import STEP, round_out
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.mirror_files import mirror_files
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.publish import publish
from undersigned.ledger.actions.write_files import write_files
from undersigned.ledger.findings import findings
from undersigned.ledger.models import Event, LogState, Round
from undersigned.ledger.queries import logged_entries
from undersigned.ledger.rules import LogRefused
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.readers import check_log
from undersigned.tlog.tiles import ENTRIES, Tile, right_tiles

pytestmark = pytest.mark.django_db


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def grown(now, steps):
    """A log that grew by these steps, each published."""
    open_log(now=now)
    happen("open", now)
    for number, step in enumerate(steps):
        sign_many(step, now)
        round_out(now + number * STEP)


def test_the_files_are_the_log(now):
    grown(now, [3, 300, 300])
    state = LogState.objects.get()
    checkpoint = Checkpoint(state.origin, state.size, bytes(state.root))
    assert list(check_log(log_folder().read_tile, checkpoint)) == list(logged_entries(0, state.size))


def test_a_partial_tile_stands_for_every_published_size_that_is_not_yet_full(now):
    grown(now, [3, 20, 30])
    for row in Round.objects.filter(size__gt=0):
        for tile in right_tiles(row.size):
            assert log_folder().holds(tile), tile.path


def test_partial_tiles_go_when_the_next_tile_is_full_too(now):
    grown(now, [3, 300, 300])
    names = set(files_of(log_folder().path))
    assert not any(name.startswith(("tile/0/000.p", "tile/entries/000.p")) for name in names)
    assert {"tile/0/001.p/48", "tile/entries/001.p/48", "tile/0/002.p/92", "tile/1/000.p/1", "tile/1/000.p/2"} <= names


def test_any_node_can_build_the_files_from_the_database(now):
    grown(now, [3, 300, 300, 1])
    before = files_of(log_folder().path)
    shutil.rmtree(log_folder().path)
    assert mirror_files() == LogState.objects.get().published_size
    after = files_of(log_folder().path)
    assert set(after) <= set(before)
    assert all(before[name] == data for name, data in after.items())
    # All but partial tiles that have become full is there again.
    assert all(".p/" in name for name in set(before) - set(after))
    assert findings(now) == []
    assert mirror_files() is None


def test_repeating_writes_nothing_new(now):
    grown(now, [3, 300])
    before = {path: path.stat().st_mtime_ns for path in log_folder().path.rglob("*") if path.is_file()}
    write_files(size=LogState.objects.get().size)
    assert mirror_files() is None
    assert before == {path: path.stat().st_mtime_ns for path in log_folder().path.rglob("*") if path.is_file()}


def test_a_file_with_other_bytes_is_fatal_and_stays_as_it_is(now):
    open_log(now=now)
    happen("open", now)
    sign_many(5, now)
    issue_round(now=now)
    target = log_folder().path / Tile(ENTRIES, 0, 6).path
    target.parent.mkdir(parents=True)
    target.write_bytes(b"forged")
    with pytest.raises(LogRefused, match="other bytes"):
        write_files(size=6)
    assert target.read_bytes() == b"forged"


def test_a_broken_right_edge_is_rebuilt_from_the_first_entry_and_found(now):
    grown(now, [3, 300])
    tile = log_folder().path / "tile/0/001.p/48"
    good = tile.read_bytes()
    tile.write_bytes(bytes(len(good)))
    sign_many(5, now)
    issue_round(now=now)
    with pytest.raises(LogRefused, match="other bytes"):
        write_files(size=309)
    tile.unlink()
    write_files(size=309)
    publish(now=now + 3 * STEP)
    assert findings(now) == []


def test_entries_that_lead_to_another_root_are_not_written(now):
    open_log(now=now)
    happen("open", now)
    event = happen("sign", now)
    issue_round(now=now)
    event.refresh_from_db()
    Event.objects.filter(id=event.id).update(entry=event.entry.replace(" 1 ", " 2 "))
    with pytest.raises(LogRefused, match="another root"):
        write_files(size=2)
    assert files_of(log_folder().path) == {}


def test_a_crash_while_writing_leaves_no_half_file(now, monkeypatch):
    grown(now, [3])

    def full_disk(handle):
        raise OSError("no space left")

    sign_many(5, now)
    issue_round(now=now)
    before = files_of(log_folder().path)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full_disk)
        with pytest.raises(OSError, match="no space"):
            write_files(size=9)
    assert files_of(log_folder().path) == before
    write_files(size=9)
    publish(now=now + STEP)
    assert findings(now) == []


def test_a_checkpoint_is_replaced_and_never_edited_in_place(now):
    """Whoever has the old one open reads the old one to its end."""
    grown(now, [3])
    file = log_folder().path / "checkpoint"
    before = file.read_bytes()
    with file.open("rb") as reader:
        sign_many(5, now)
        round_out(now + STEP)
        assert file.read_bytes() != before
        assert reader.read() == before
    assert {path.name for path in file.parent.iterdir()} == {"checkpoint", "tile"}


def test_writing_costs_what_is_new_not_what_is_there(now, django_assert_max_num_queries):
    grown(now, [600])
    sign_many(5, now)
    issue_round(now=now)
    read = []
    folder = type(log_folder())
    original = folder.read_tile

    def counted(self, tile):
        read.append(tile)
        return original(self, tile)

    with pytest.MonkeyPatch.context() as patch, django_assert_max_num_queries(4):
        patch.setattr(folder, "read_tile", counted)
        write_files(size=606)
    assert read == right_tiles(601)
    publish(now=now + timedelta(minutes=1))
    assert findings(now) == []
