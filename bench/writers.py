"""Who waits how long for SQLite's one writer: `python -m bench.writers --seconds 15`.

One process signs in batches without pause, as the door does in a storm; beside it two others, like worker and
publisher, want to write again and again, each small things: in a transaction and by a single statement. Told are their
waits, by the clock and by how many batches passed between asking and having the turn; the rate of signing; how long a
batch took, also where it carried a checkpoint; and how large the write-ahead log became. `--reader` adds reports that
read on and on.
"""

import argparse
import json
import mmap
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

BATCH = 100
REST_SECONDS = 0.01
# More than two cores can do, so that the storm does not end before its time.
BATCHES_PER_SECOND = 60
PARTS = ("worker", "publisher")
# Places in the memory that all share.
DONE, READY = 0, 1


def main() -> int:
    """Starts everybody, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument(
        "--reader", type=float, default=0, metavar="SECONDS", help="a reader whose every look takes this"
    )
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        _set_up(arguments.folder)
        print(json.dumps(act(arguments.part, arguments.folder, arguments.seconds, arguments.reader)))
        return 0
    with tempfile.TemporaryDirectory(prefix="undersigned-writers-") as scratch:
        told = measure(Path(scratch), seconds=arguments.seconds, reader_seconds=arguments.reader)
    print(json.dumps(told, indent=1))
    return 0


def measure(folder: Path, *, seconds: float, reader_seconds: float = 0) -> dict[str, dict[str, float]]:
    """What each part saw, with a site made in this folder."""
    (folder / "batches").write_bytes(bytes(mmap.PAGESIZE))
    _run("prepare", folder, 0, 0).communicate()
    parts = ["storm", *PARTS, *(["reader"] if reader_seconds else [])]
    running = {part: _run(part, folder, seconds, reader_seconds) for part in parts}
    told = {part: json.loads(process.communicate()[0]) for part, process in running.items()}
    if any(process.returncode for process in running.values()):
        raise RuntimeError("a part failed; what it said stands above")
    return told


def _run(part: str, folder: Path, seconds: float, reader_seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.writers", "--part", part, "--folder", str(folder)]
    command += ["--seconds", str(seconds), "--reader", str(reader_seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _set_up(folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("UNDERSIGNED_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ |= {"UNDERSIGNED_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "undersigned.config.settings"}
    import django

    django.setup()


def act(part: str, folder: Path, seconds: float, reader_seconds: float) -> dict[str, float]:
    """One part's work and what it saw."""
    if part == "prepare":
        return _prepare()
    with (folder / "batches").open("r+b") as file, mmap.mmap(file.fileno(), mmap.PAGESIZE) as shared:
        batches = memoryview(shared).cast("Q")
        try:
            if part == "storm":
                return _storm(batches, seconds, folder)
            while not batches[READY]:
                time.sleep(0.01)
            until = time.monotonic() + seconds
            return _read(until, reader_seconds) if part == "reader" else _write(part, batches, until)
        finally:
            batches.release()


def _prepare() -> dict[str, float]:
    from tests.makers import make_published
    from undersigned.console.migrate import migrate_all
    from undersigned.jobs.models import Sweep

    migrate_all()
    make_published(datetime.now(UTC))
    for part in PARTS:
        Sweep.objects.create(action=part, ran_at=datetime.now(UTC))
    return {}


def _requests() -> Iterator[list[object]]:
    from tests.cast import Person
    from tests.signing import make_request
    from undersigned.petitions.models import Petition

    petition, number = Petition.objects.get(), 0
    while True:
        people = [Person(f"Signer {number + each}", f"signer{number + each}@example.org") for each in range(BATCH)]
        number += BATCH
        yield [make_request(petition, person) for person in people]


def _storm(batches: "memoryview[int]", seconds: float, folder: Path) -> dict[str, float]:
    from undersigned.signatures.actions.sign import sign

    taken, largest, log, requests = [], 0, folder / "site.sqlite3-wal", _requests()
    # Made beforehand, as the door parses while the batch before is written.
    made = [next(requests) for _ in range(int(seconds * BATCHES_PER_SECOND))]
    batches[READY], begun = 1, time.monotonic()
    while made and time.monotonic() < begun + seconds:
        batch, asked = made.pop(), time.monotonic()
        sign(batch, now=datetime.now(UTC))  # type: ignore[arg-type]
        taken.append(time.monotonic() - asked)
        batches[DONE] += 1
        largest = max(largest, log.stat().st_size)
    rate = BATCH * len(taken) / (time.monotonic() - begun)
    return {"signings_per_second": round(rate), **_figures("batch", taken), "largest_log_mb": round(largest / 1e6, 1)}


def _write(part: str, batches: "memoryview[int]", until: float) -> dict[str, float]:
    from django.db import transaction

    from undersigned.jobs.models import Sweep

    waits: list[float] = []
    passed: list[int] = []
    row = Sweep.objects.filter(action=part)
    while time.monotonic() < until:
        asked, before = time.monotonic(), batches[DONE]
        if len(waits) % 2:
            with transaction.atomic():
                waits.append(time.monotonic() - asked)
                passed.append(batches[DONE] - before)
                row.update(ran_at=datetime.now(UTC))
        else:
            row.update(ran_at=datetime.now(UTC))
            waits.append(time.monotonic() - asked)
            passed.append(batches[DONE] - before)
        time.sleep(REST_SECONDS)
    return {"writes": len(waits), **_figures("wait", waits), "most_batches_passed": max(passed)}


def _read(until: float, seconds: float) -> dict[str, float]:
    """A report that takes so long, and another as soon as it is through: there is always somebody who reads."""
    from django.db import connections

    looks = 0
    pair = [connections["default"].copy(), connections["default"].copy()]
    cursors = [connection.cursor() for connection in pair]
    while time.monotonic() < until:
        # The next one begins before the last one ends.
        cursors[looks % 2].execute("SELECT id FROM signatures_signature UNION ALL SELECT 1 UNION ALL SELECT 2")
        cursors[looks % 2].fetchone()
        time.sleep(seconds)
        cursors[(looks + 1) % 2].close()
        cursors[(looks + 1) % 2] = pair[(looks + 1) % 2].cursor()
        looks += 1
    return {"looks": looks}


def _figures(name: str, seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    at = {"p50": median(ordered), "p99": ordered[int(len(ordered) * 0.99)], "max": ordered[-1]}
    return {f"{name}_{key}_ms": round(value * 1000, 1) for key, value in at.items()}


if __name__ == "__main__":
    sys.exit(main())
