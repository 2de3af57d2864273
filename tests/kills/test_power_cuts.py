"""The power is cut while the site works, and nothing that was acknowledged is lost.

Two hundred cuts: `python -m bench.power_cuts`.
"""

import random

import pytest

from bench.power.disk import Disk, FolderSynced, Named, Record, Synced, Write
from bench.power_cuts import Outcome, cut, record

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    """A site that has worked for some seconds, recorded."""
    folder = tmp_path_factory.mktemp("worked")
    record(folder, seconds=6)
    return folder


def lost(outcome: Outcome, words: str) -> bool:
    return any(words in line for line in outcome.broken)


@pytest.mark.timeout(300)
def test_a_cut_takes_back_nothing_that_was_acknowledged(worked):
    outcome = cut(worked, cuts=20, seed=1866)
    print(outcome)
    assert outcome.broken == []
    assert len(outcome.cuts) == 20
    for kind in ("signed", "confirmed", "withdrawn", "petition", "checkpoint", "shown"):
        assert outcome.acknowledged[kind] > 0, f"nobody was told {kind}: the run proves nothing about it"


@pytest.mark.timeout(300)
def test_the_gauge_sees_what_a_lying_disk_loses(worked):
    outcome = cut(worked, cuts=5, seed=7, lies="everything")
    assert outcome.losing_cuts >= 4


@pytest.mark.timeout(300)
def test_the_gauge_sees_keys_that_were_not_synced(worked):
    outcome = cut(worked, cuts=12, seed=7, lies="files")
    assert lost(outcome, "the keys of petition"), outcome
    assert not lost(outcome, "the database is damaged")


@pytest.mark.timeout(300)
def test_the_gauge_sees_that_synchronous_normal_does_not_do(tmp_path):
    record(tmp_path, seconds=2, synchronous="NORMAL")
    outcome = cut(tmp_path, cuts=6, seed=11)
    assert lost(outcome, "is lost"), outcome


def disk_of(*steps, start=None):
    disk = Disk(Record(start or {}, list(steps)))
    disk.go_to(len(steps))
    return disk


def what_is_left(disk, cuts=200):
    return [dict(disk.left(random.Random(seed))) for seed in range(cuts)]


def test_what_was_synced_is_always_left():
    disk = disk_of(Named("a", "b", 1), Write(1, 0, b"x" * 600), Synced(1, 2), FolderSynced("a", 3), start={"a/z": b"z"})
    assert what_is_left(disk) == [{"a/z": b"z", "a/b": b"x" * 600}] * 200


def test_a_write_after_the_sync_may_survive_be_lost_or_be_torn():
    disk = disk_of(Write(-1, 0, b"n" * 1024), start={"f": b"o" * 1024})
    seen = {content["f"] for content in what_is_left(disk)}
    whole = {b"o" * 1024, b"n" * 1024}
    torn = {b"n" * 512 + b"o" * 512, b"o" * 512 + b"n" * 512}
    assert seen == whole | torn


def test_a_write_that_began_before_the_sync_and_was_noted_after_it_is_not_safe():
    disk = disk_of(Write(-1, 0, b"n"), Synced(-1, 0), start={"f": b"o"})
    assert {content["f"] for content in what_is_left(disk)} == {b"o", b"n"}


def test_a_name_may_be_lost_until_its_folder_is_synced():
    disk = disk_of(Named(".", "f", 1), Write(1, 0, b"x"), Synced(1, 2))
    assert {"f" in left for left in what_is_left(disk)} == {True, False}


def test_a_folder_that_is_lost_takes_its_files_with_it():
    disk = disk_of(Named(".", "d", 0), Named("d", "f", 1), Write(1, 0, b"x"), Synced(1, 3), FolderSynced("d", 4))
    assert {tuple(left) for left in what_is_left(disk)} == {(), ("d/f",)}


def test_a_file_that_had_grown_may_hold_rubbish_where_nothing_survived():
    disk = disk_of(Write(-1, 512, b"n" * 512), start={"f": b"o" * 512})
    seen = {content["f"] for content in what_is_left(disk)}
    assert {b"o" * 512, b"o" * 512 + bytes(512), b"o" * 512 + b"n" * 512} < seen
