"""What the ledger's speed is here: `./run bench ledger [--sizes 1000000,10000000] [--folder DIR] [--postgresql]`.

Ratios within one run are what counts, each beside a ceiling that was measured in the same minute: a round at a long log
beside one at a short log, the check of a whole log beside hashlib alone on the same bytes with the same cores. CPU
seconds are compared, so that a machine which others use as well says the same; `verify full` is shown by the clock too.

With --postgresql the log lies in a server of its own, which flushes, and only rounds are measured: the CPU seconds of
this process and of the server's processes, and the clock, which has the waiting for the disk in it.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from workshop.postgres import postgres

SMALL = 1_000


def main() -> int:
    """Prints the table of docs/ledger-speed.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000000,5000000,10000000", help="lengths of the log, rising")
    parser.add_argument("--folder", type=Path, help="where the log is made; by default a folder that goes at the end")
    parser.add_argument("--postgresql", action="store_true", help="rounds alone, on a PostgreSQL, its CPU counted")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as scratch:
        folder = arguments.folder or Path(scratch)
        for name in [name for name in os.environ if name.startswith("UNDERSIGNED_") or name == "DATABASE_URL"]:
            del os.environ[name]
        os.environ |= {"UNDERSIGNED_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "undersigned.config.settings"}
        if not arguments.postgresql:
            measure(sizes)
            return 0
        with postgres(durable=True) as server:
            os.environ["DATABASE_URL"] = server.url
            measure_rounds(sizes)
    return 0


def measure_rounds(sizes: list[int]) -> None:
    """The log grows from size to size; at each, rounds are measured with all that the database does for them."""
    now, short = begin(), None
    from bench.ledger_log import fill
    from bench.ledger_rounds import postmaster, rounds

    server = postmaster()
    print("| entries | a round of 20,000 | ratio | of it the publisher | of it PostgreSQL | by the clock |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in [SMALL, *sizes]:
        fill(size, now)
        taken, now = rounds(now + timedelta(days=1), server=server)
        short = short or taken.whole
        own, theirs = f"{taken.own:.2f} s", f"{taken.database:.2f} s"
        row = [f"{size:,}", f"{taken.whole:.2f} s", f"{taken.whole / short:.2f}", own, theirs, f"{taken.wall:.2f} s"]
        print("| " + " | ".join(row) + " |", flush=True)


def begin() -> datetime:
    """An empty log is open; the bench's time."""
    import django

    django.setup()
    from django.core.management import call_command

    from undersigned.ledger.actions.open_log import open_log

    call_command("migrate", verbosity=0)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    open_log(now=now)
    return now


def measure(sizes: list[int]) -> None:
    """The log grows from size to size; at each it is measured."""
    now = begin()
    from bench.ledger_log import fill
    from bench.ledger_rounds import rounds

    print("| entries | a round of 20,000 | ratio | verify full | its CPU | hashlib's CPU | share | memory | reads |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    short = None
    for place, size in enumerate([SMALL, *sizes]):
        fill(size, now)
        reads = receipt_reads(size)
        check = check_whole(size) if place else None
        taken, now = rounds(now + timedelta(days=1))
        short = short or taken.own
        row = [f"{size:,}", f"{taken.own:.2f} s", f"{taken.own / short:.2f}"]
        if check is not None:
            wall, worked, alone, memory = check
            row += [f"{wall:.1f} s", f"{worked:.1f} s", f"{alone:.1f} s", f"{alone / worked:.2f}", f"{memory} MB"]
        print("| " + " | ".join([*row, *[""] * (8 - len(row)), str(reads)]) + " |", flush=True)


def receipt_reads(size: int) -> int:
    """How many files are read for the proof of a receipt in the middle of the log."""
    from undersigned.ledger.site import log_folder
    from undersigned.tlog.proofs import inclusion_proof
    from undersigned.tlog.readers import node_from_tiles, with_full_tiles
    from undersigned.tlog.tiles import Tile

    read: set[str] = set()

    def source(tile: Tile) -> bytes:
        read.add(tile.path)
        return log_folder().read_tile(tile)

    tiles = with_full_tiles(source)
    inclusion_proof(size // 2 + 1, size, lambda level, index: node_from_tiles(tiles, size, level, index))
    return len(read)


def check_whole(size: int) -> tuple[float, float, float, int]:
    """Seconds of `undersigned verify full`, its CPU seconds, those of hashlib alone on the same bytes, most memory."""
    from undersigned.ledger.queries import log_vkey
    from undersigned.ledger.site import log_folder

    folder = log_folder().path
    command = [sys.executable, "-m", "undersigned.console.main", "verify", "full"]
    began, before = time.perf_counter(), children_worked()
    process = subprocess.Popen(
        [*command, "--log", str(folder), "--key", str(log_vkey())], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0
    while process.poll() is None:
        most = max(most, memory_of(process.pid))
        time.sleep(0.2)
    wall, worked = time.perf_counter() - began, children_worked() - before
    assert process.returncode == 0
    return wall, worked, hashlib_alone(folder, size), most // 1024


def children_worked() -> float:
    """CPU seconds of all processes that this one has started and seen the end of."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory_of(pid: int) -> int:
    """Kilobytes of this process and its children, shared pages by their share (PSS)."""
    total = 0
    for task in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((task / "stat").read_text().rpartition(")")[2].split()[1])
            if pid not in (int(task.name), parent):
                continue
            lines = (task / "smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, ValueError, StopIteration, IndexError):
            continue
    return total


def hashlib_alone(folder: Path, size: int) -> float:
    """CPU seconds that hashing takes where nothing else is done: each leaf and each node once, shared by all cores."""
    cores = len(os.sched_getaffinity(0))
    full = size // 256
    shares = [(str(folder), full * core // cores, full * (core + 1) // cores) for core in range(cores)]
    with ProcessPoolExecutor(cores) as pool:
        return sum(pool.map(_hash_share, shares))


def _hash_share(share: tuple[str, int, int]) -> float:
    from undersigned.tlog.tiles import ENTRIES, TILE_WIDTH, Tile, unpack_bundle

    folder, first, end = share
    pair, seconds = bytes(64), 0.0
    for number in range(first, end):
        leaves = unpack_bundle((Path(folder) / Tile(ENTRIES, number).path).read_bytes(), TILE_WIDTH)
        began = time.process_time()
        for leaf in leaves:
            sha256(b"\x00" + leaf).digest()
        for _ in leaves:
            sha256(b"\x01" + pair).digest()
        seconds += time.process_time() - began
    return seconds


if __name__ == "__main__":
    sys.exit(main())
