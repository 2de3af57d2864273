"""One more round of 20,000 signatures, from its issue to its publication: what it costs, and whom."""

import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from django.db import connection, transaction

from bench.ledger_log import PETITIONS, some_hash
from undersigned.ledger.actions.append_many import append_many
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.publish import publish
from undersigned.ledger.actions.write_files import write_files
from undersigned.ledger.queries import log_state
from undersigned.ledger.rules import NewEvent

ROUND = 20_000
ROUNDS = 3
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Taken:
    """Seconds of the median round: CPU of this process and of the database's, and by the clock."""

    own: float
    database: float
    wall: float

    @property
    def whole(self) -> float:
        """CPU seconds of both."""
        return self.own + self.database


def rounds(now: datetime, *, server: int | None = None) -> tuple[Taken, datetime]:
    """What a round takes, and the time afterwards. `server`: the PostgreSQL whose processes count as well."""
    taken = []
    for _ in range(ROUNDS):
        now += timedelta(seconds=3)
        _sign(now)
        before, began, clock = worked(server), time.process_time(), time.perf_counter()
        row = issue_round(now=now, limit=ROUND)
        assert row is not None
        write_files(size=row.size)
        publish(now=now)
        wall, own = time.perf_counter() - clock, time.process_time() - began
        taken.append(Taken(own, worked(server) - before, wall))
        state = log_state()
        assert state is not None
        assert state.published_size == row.size == row.previous_size + ROUND
    return Taken(*(median(getattr(one, name) for one in taken) for name in ("own", "database", "wall"))), now


def postmaster() -> int:
    """The process that started the one which answers here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    return _parent(Path(f"/proc/{backend}"))


def worked(server: int | None) -> float:
    """CPU seconds of a server and of all that it has started, those that have ended included."""
    if server is None:
        return 0.0
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = _fields(process)
            is_server = int(process.name) == server
            if is_server or int(fields[1]) == server:
                # Its own time; of the server that of its ended children too (utime stime cutime cstime).
                total += sum(int(value) for value in fields[11 : 15 if is_server else 13])
        except (OSError, ValueError, IndexError):
            continue
    return total / TICKS


def _sign(now: datetime) -> None:
    with transaction.atomic():
        pids = [PETITIONS[number % len(PETITIONS)] for number in range(ROUND)]
        append_many(
            events=[NewEvent(pid, "sign", f"1 {some_hash(f'{now} {number}')}") for number, pid in enumerate(pids)],
            now=now,
        )


def _parent(process: Path) -> int:
    return int(_fields(process)[1])


def _fields(process: Path) -> list[str]:
    """What stands in /proc/<pid>/stat behind the name: state, parent, ..., utime at 11 (proc(5))."""
    return (process / "stat").read_text().rpartition(")")[2].split()
