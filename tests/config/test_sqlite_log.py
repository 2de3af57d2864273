"""SQLite's write-ahead log begins anew, also where somebody always reads."""

import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from undersigned.config.sqlite import folding as fold
from undersigned.config.sqlite.folding import Folding

pytestmark = pytest.mark.sqlite


@pytest.fixture
def grown(tmp_path, monkeypatch):
    """A database whose log has outgrown its bound, and what folds it."""
    monkeypatch.setattr(fold, "LARGEST_BYTES", 100_000)
    path = tmp_path / "db"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("PRAGMA journal_size_limit=50000")
    writer.execute("CREATE TABLE t (a)")
    write(writer, 100)
    (tmp_path / "tried").touch()
    os.utime(tmp_path / "tried", (0, 0))
    yield path, writer, Folding(Path(f"{path}-wal"), tmp_path / "tried")
    writer.close()


def write(writer, rows):
    for _ in range(rows):
        writer.execute("INSERT INTO t VALUES (?)", (os.urandom(3000),))


def read_on_and_on(path, stopping):
    """Two readers that take over from each other: at every moment somebody reads."""
    pair = [sqlite3.connect(path, isolation_level=None).cursor() for _ in range(2)]
    turn = 0
    while not stopping.is_set():
        pair[turn % 2].execute("SELECT a FROM t").fetchone()
        time.sleep(0.01)
        turn += 1
        pair[turn % 2].execute("SELECT 1").fetchall()
    for cursor in pair:
        cursor.connection.close()


def test_the_log_begins_anew_though_somebody_always_reads(grown):
    path, writer, folding = grown
    stopping = threading.Event()
    readers = threading.Thread(target=read_on_and_on, args=(path, stopping))
    readers.start()
    try:
        assert folding.is_due()
        # On a slow machine readers may hold on for longer than one try has patience.
        assert any(folding.fold(writer, timeout=4) for _ in range(20))
        write(writer, 1)
        assert not folding.is_due()
        assert folding.log.stat().st_size <= 50_000
    finally:
        stopping.set()
        readers.join()
    assert writer.execute("PRAGMA busy_timeout").fetchone() == (4000,)
    assert writer.execute("SELECT count(*) FROM t").fetchone() == (101,)


def test_a_reader_that_does_not_end_is_not_waited_for_long_nor_soon_again(grown):
    path, writer, folding = grown
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM t").fetchone()
    write(writer, 1)
    assert folding.is_due()
    assert not folding.fold(writer, timeout=4)
    assert not folding.is_due()
    assert writer.execute("PRAGMA busy_timeout").fetchone() == (4000,)
    # After its rest, and once the reader has ended, it is done.
    reader.close()
    os.utime(folding.tried, (0, 0))
    assert folding.is_due()
    assert folding.fold(writer, timeout=4)
