"""The check of a whole log by all cores: some processes hash and read parts, this one counts them in their order.

Memory stays bounded: no more parts are under way than are needed to keep everybody busy.
"""

import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from undersigned.console.log_source import LogSource
from undersigned.console.unreadable import LogUnreadable
from undersigned.tlog.auditing import Audit
from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.parts import Part, parts_of, read_part
from undersigned.tlog.readers import TileSource
from undersigned.tlog.recount import Recount
from undersigned.tlog.tiles import TILE_WIDTH

BUNDLES_IN_A_PART = 64
# Below this many parts it takes longer to start processes than to do it here.
FEWEST_PARTS = 6
_source: TileSource


def audit(
    source: LogSource, checkpoint: Checkpoint, tell: Callable[[int], None], workers: int | None = None
) -> Recount:
    """The recount of a log whose every hash was computed; LogBroken where files and checkpoint contradict each other.

    `tell` hears how many entries are done. `workers`: processes, by default one for each core; 0 for none.
    """
    done = Audit(source.tiles, checkpoint)
    for part in _parts(source, checkpoint.size, len(os.sched_getaffinity(0)) if workers is None else workers):
        done.take(part)
        if done.counter.result.contradiction is not None:
            break
        tell(done.counter.result.size)
    return done.end()


def _parts(source: LogSource, size: int, workers: int) -> Iterator[Part]:
    # Not a list: a checkpoint may claim any size, and the first file that is missing ends it.
    ranges = parts_of(size, BUNDLES_IN_A_PART)
    if not workers or size <= (FEWEST_PARTS - 1) * BUNDLES_IN_A_PART * TILE_WIDTH:
        for first, end in ranges:
            yield read_part(source.tiles, size, first, end)
        return
    # `spawn`: nothing of this process, least of all its threads and connections, is in the others.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(source.place,))
    try:
        yield from _in_order(pool, ranges, size, workers)
    except BrokenProcessPool as broken:
        raise LogUnreadable(f"a process of this check was ended: {broken}") from broken
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, ranges: Iterator[tuple[int, int]], size: int, workers: int) -> Iterator[Part]:
    waiting: deque[Future[Part]] = deque()
    for first, end in ranges:
        waiting.append(pool.submit(_read, size, first, end))
        if len(waiting) > 2 * workers:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begin(place: str) -> None:
    global _source  # noqa: PLW0603 - what a process of the pool keeps between two parts
    # A part makes hundreds of thousands of small values and no circle: looking for circles costs a tenth of the time.
    gc.disable()
    _source = LogSource(place).tiles


def _read(size: int, first: int, end: int) -> Part:
    return read_part(_source, size, first, end)


def progress(size: int) -> Callable[[int], None]:
    """Tells on standard error how far a long check is, every twentieth part of it."""
    step = max(size // 20, 50_000)
    said = 0

    def tell(done: int) -> None:
        nonlocal said
        if done - said >= step or (done == size and said):
            said = done
            print(f"  {done:,} of {size:,} entries", file=sys.stderr)

    return tell
