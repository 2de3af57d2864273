"""SQLite's one writer in turns, and a write-ahead log that does not grow for ever."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connections, transaction

from undersigned.config.sqlite import folding as fold
from undersigned.config.sqlite.turns import Turn, TurnNotCome
from undersigned.jobs.actions.fold_write_ahead import fold_write_ahead
from undersigned.jobs.models import Sweep

pytestmark = pytest.mark.sqlite
HOLD_SECONDS = 0.005
MOST_PASSING = 10
HOLDER = """
import sys, time
from pathlib import Path
from undersigned.config.sqlite.turns import Turn
turn = Turn(Path(sys.argv[1]), 5)
turn.take()
print("mine", flush=True)
time.sleep(60)
"""


class Storm:
    """A thread that has the turn, gives it up and wants it again at once; counts how often it had it."""

    def __init__(self, database: Path) -> None:
        self.turns = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(Turn(database, 20),))

    def __enter__(self):
        self._thread.start()
        while not self.turns:
            time.sleep(0.001)
        return self

    def __exit__(self, *fault):
        self._stopping.set()
        self._thread.join()

    def _run(self, turn: Turn) -> None:
        while not self._stopping.is_set():
            turn.take()
            self.turns += 1
            time.sleep(HOLD_SECONDS)
            turn.give_up()
        turn.close()


def passed(storm: Storm, turn: Turn) -> int:
    """How often the storm had its turn between asking and having it."""
    before = storm.turns
    turn.take()
    between = storm.turns - before
    turn.give_up()
    return between


def test_a_storm_passes_nobody_more_than_a_few_times(tmp_path):
    database = tmp_path / "db"
    worker, publisher = Turn(database, 20), Turn(database, 20)
    with Storm(database) as storm:
        seen = []
        while storm.turns < 60:
            seen += [passed(storm, worker), passed(storm, publisher)]
            time.sleep(HOLD_SECONDS)
    assert len(seen) > 10
    assert max(seen) <= MOST_PASSING


def test_the_turn_of_whoever_is_killed_is_free(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mine\n"
        with pytest.raises(TurnNotCome):
            Turn(tmp_path / "db", 0.05).take()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        Turn(tmp_path / "db", 5).take()


def test_who_waits_too_long_is_told_as_by_a_locked_database(tmp_path):
    holder, other = Turn(tmp_path / "db", 1), Turn(tmp_path / "db", 0.1)
    holder.take()
    begun = time.monotonic()
    with pytest.raises(OperationalError):
        other.take()
    assert time.monotonic() - begun < 5
    holder.give_up()
    other.take()
    other.close()
    holder.take()


def test_a_place_that_was_given_up_does_not_hold_up_the_queue(tmp_path):
    holder, impatient, next_one = (Turn(tmp_path / "db", within) for within in (1, 0.05, 5))
    holder.take()
    with pytest.raises(TurnNotCome):
        impatient.take()
    holder.give_up()
    next_one.take()


def test_a_second_file_that_cannot_be_opened_leaves_no_handle_of_the_first(tmp_path):
    database = tmp_path / "site.sqlite3"
    database.touch()
    (tmp_path / "site.sqlite3-turn").mkdir()
    turn = Turn(database, 0.1)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        with pytest.raises(TurnNotCome):
            turn.take()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_turn_is_for_all_who_may_write_into_the_database(tmp_path):
    database = tmp_path / "db"
    database.touch()
    database.chmod(0o640)
    if os.geteuid() == 0:
        # A command that root gave must not lock out the site, which runs as somebody else.
        os.chown(database, 65534, 65534)
    turn = Turn(database, 1)
    turn.take()
    turn.close()
    for name in ("db-turn", "db-queue"):
        found, wanted = (tmp_path / name).stat(), database.stat()
        assert (found.st_uid, found.st_gid) == (wanted.st_uid, wanted.st_gid)
        assert found.st_mode & 0o777 == 0o640 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def is_free(connection) -> bool:
    """Whether anybody could have the turn at once."""
    probe = Turn(Path(connection.settings_dict["NAME"]), 0)
    try:
        probe.take()
    except TurnNotCome:
        return False
    else:
        return True
    finally:
        probe.close()


@pytest.fixture
def connection(transactional_db):
    connections["default"].ensure_connection()
    return connections["default"]


def refused_write(connection, now):
    with transaction.atomic():
        Sweep.objects.create(action="a", ran_at=now)
        connection.connection.execute("PRAGMA query_only = ON")
        Sweep.objects.create(action="b", ran_at=now)


def closed_transaction(connection):
    with transaction.atomic():
        connection.close()
        Sweep.objects.count()


def test_a_transaction_has_the_turn_from_its_begin_to_its_end(connection, now):
    with transaction.atomic():
        assert not is_free(connection)
        Sweep.objects.create(action="a", ran_at=now)
        with transaction.atomic():
            Sweep.objects.create(action="b", ran_at=now)
        assert not is_free(connection)
    assert is_free(connection)


def test_a_transaction_that_fails_gives_the_turn_up(connection, now):
    with pytest.raises(ValueError), transaction.atomic():
        raise ValueError
    assert is_free(connection)
    with pytest.raises(DatabaseError):
        refused_write(connection, now)
    connection.connection.execute("PRAGMA query_only = OFF")
    assert is_free(connection)


def test_a_connection_that_is_closed_in_its_transaction_gives_the_turn_up(connection):
    with pytest.raises(DatabaseError):
        closed_transaction(connection)
    assert is_free(connection)


def test_a_lone_statement_waits_for_its_turn_and_reading_does_not(connection, now, monkeypatch):
    Sweep.objects.create(action="a", ran_at=now)
    other = Turn(Path(connection.settings_dict["NAME"]), 1)
    other.take()
    monkeypatch.setattr(connection._turn, "_within", 0.05)
    try:
        assert Sweep.objects.count() == 1
        for write in (
            lambda: Sweep.objects.filter(action="a").update(ran_at=now),
            lambda: Sweep.objects.filter(action="a").delete(),
            lambda: Sweep.objects.create(action="b", ran_at=now),
        ):
            with pytest.raises(TurnNotCome):
                write()
    finally:
        other.close()
    assert Sweep.objects.filter(action="a").update(ran_at=now) == 1
    assert is_free(connection)


def test_the_site_folds_its_log_after_a_commit(connection, now, monkeypatch):
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    monkeypatch.setattr(fold, "LARGEST_BYTES", 1000)
    Sweep.objects.create(action="a", ran_at=now)
    os.utime(f"{connection.settings_dict['NAME']}-turn", (0, 0))
    with transaction.atomic():
        Sweep.objects.create(action="b", ran_at=now)
    size = log.stat().st_size
    # Whoever writes next writes over it from its beginning.
    with transaction.atomic():
        Sweep.objects.create(action="c", ran_at=now)
    assert log.stat().st_size <= size
    assert Sweep.objects.count() == 3


def test_what_was_erased_stands_in_no_file(connection, now):
    """Neither in the write-ahead log nor on a free page of the database."""
    database = Path(connection.settings_dict["NAME"])
    files = (database, Path(f"{database}-wal"))
    rows = [Sweep(action=f"Zyxwvut Quirkfeather {number}", ran_at=now) for number in range(200)]
    Sweep.objects.bulk_create(rows)
    assert connection.fold_and_empty()
    assert b"Zyxwvut" in database.read_bytes()
    Sweep.objects.filter(action__startswith="Zyxwvut").delete()
    assert fold_write_ahead(now=now) == 1
    assert [file.name for file in files if b"Zyxwvut" in file.read_bytes()] == []
    assert connection.connection.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert is_free(connection)


def test_what_was_erased_waits_for_whoever_reads(connection, now):
    Sweep.objects.create(action="a", ran_at=now)
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM jobs_sweep").fetchone()
    Sweep.objects.filter(action="a").delete()
    assert fold_write_ahead(now=now) == 0
    assert is_free(connection)
    reader.close()
    assert fold_write_ahead(now=now) == 1
    with transaction.atomic():
        assert fold_write_ahead(now=now) == 0


def test_an_acknowledged_write_is_on_disk(connection):
    """FULL (2): what the power-cut tests rest on."""
    assert connection.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
