"""A backup of SQLite comes to an end while people sign."""

import sqlite3
import threading
from pathlib import Path

import pytest
from django.db import connections

from undersigned.console.backup import _copy_database

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(60)]
# More than the 2,000 pages that a copy in steps would have taken at a time.
ROWS, BYTES = 4000, 4000


@pytest.fixture
def database(transactional_db):
    """A database of some size; what fills it is gone at the end."""
    path = Path(connections["default"].settings_dict["NAME"])
    writer = sqlite3.connect(path, isolation_level=None, timeout=20)
    writer.execute("CREATE TABLE filler (a)")
    writer.execute("BEGIN")
    writer.executemany("INSERT INTO filler VALUES (zeroblob(?))", [(BYTES,)] * ROWS)
    writer.execute("COMMIT")
    yield path
    writer.execute("DROP TABLE filler")
    writer.close()


def test_a_backup_ends_while_somebody_writes_and_holds_one_moment(database, tmp_path):
    stopping = threading.Event()

    def write():
        writer = sqlite3.connect(database, isolation_level=None, timeout=20)
        while not stopping.wait(0.001):
            writer.execute("INSERT INTO filler VALUES ('later')")
        writer.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert _copy_database(tmp_path) == "sqlite"
    finally:
        stopping.set()
        thread.join()
    copy = sqlite3.connect(tmp_path / "database.sqlite3")
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT count(*) FROM filler").fetchone()[0] >= ROWS
    copy.close()
