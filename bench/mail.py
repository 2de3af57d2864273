"""The worker mailing: how much memory it holds, how many letters leave in a second and in a core-second.

People have signed by the product's own act; then the worker starts and hands their letters to a mail server that takes
everything at once. What counts is from the first second on in which letters left until none waits.
"""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from bench.machine import Spent, look, memory_mb, spent
from bench.sites import ROOT, Server
from bench.workbench import Workbench
from workshop.postgres import free_port

WAITING = "SELECT count(*) FROM signatures_signature WHERE letter_due IS NOT NULL"
SENT = "SELECT count(*) FROM signatures_signature WHERE letter_end = 'sent'"
LONGEST_SECONDS = 3600.0
LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Mailed:
    """Letters that left, the most memory that the worker held, and what was worked meanwhile."""

    letters: int
    most_mb: float
    spent: Spent

    @property
    def per_second(self) -> float:
        return self.letters / self.spent.seconds

    @property
    def per_core_second(self) -> float:
        return self.letters / sum(self.spent.parts.values())


def measure(bench: Workbench) -> None:
    """worker_mb; letters per second and per core-second of worker and database are told beside it."""
    number = bench.options.letters
    with bench.site() as site, _sink() as smtp_url:
        asked = site.inside("pending", str(site.numbers()), str(number), str(bench.folder / "tokens"))["pending"]
        site.inside("vacuum")
        bench.settle()
        with (
            site.serve(only=None, smtp_url=smtp_url) as server,
            psycopg.connect(str(site.database_url), autocommit=True) as database,
        ):
            mailed = _mail(bench, server, database)
            sent = _number(database, SENT)
    if sent != asked:
        raise RuntimeError(f"{asked:,} letters were asked for and {sent:,} have left")
    worked = mailed.spent
    bench.figures.note("mail: letters per second", round(mailed.per_second, 1))
    bench.figures.note("mail: letters per core-second", round(mailed.per_core_second, 1))
    bench.figures.put(
        "worker_mb",
        mailed.most_mb,
        f"{sent:,} letters, all handed over; {mailed.per_second:,.0f} a second, {mailed.per_core_second:,.0f} per "
        f"core-second (worker {worked.parts['worker']:.0f} s, database {worked.parts['database']:.0f} s of CPU); "
        f"others used {worked.others:.0%} of the machine",
    )


def _mail(bench: Workbench, server: Server, database: psycopg.Connection) -> Mailed:
    worker, most_mb = server.largest("worker")
    parts = {"worker": [worker], "database": [bench.postmaster]}
    waiting, before = _number(database, WAITING), look(parts)
    left, deadline = waiting, time.monotonic() + LONGEST_SECONDS
    while left and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        most_mb = max(most_mb, memory_mb(worker))
        left = _number(database, WAITING)
    if left:
        raise RuntimeError(f"{left:,} letters still wait after {LONGEST_SECONDS:.0f} s")
    return Mailed(waiting, most_mb, spent(before, look(parts)))


def _number(database: psycopg.Connection, question: str) -> int:
    row = database.execute(question.encode()).fetchone()
    return int(row[0]) if row else 0


@contextlib.contextmanager
def _sink() -> Iterator[str]:
    """The URL of a mail server that keeps nothing."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.load.sink", str(port)], cwd=ROOT)
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
