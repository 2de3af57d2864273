"""A part of a log as one process reads it: hashed, compared with its tiles, and boiled down to what counting needs.

This is what a check of a whole log spends its time with, so signatures are read many at once: their lines are matched
together, split together, and only their numbers are looked at one by one.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from operator import sub
from struct import iter_unpack

from undersigned.tlog.entries import EntryRefused, parse_entry
from undersigned.tlog.hashing import HASH_BYTES
from undersigned.tlog.laws import Standing
from undersigned.tlog.readers import LogBroken, TileSource, tile_of
from undersigned.tlog.tiles import ENTRIES, TILE_WIDTH, Tile, TileRefused, unpack_bundle

_SIGN = b"undersigned/1 sign "
# Signatures in their one spelling, as many as there are. Numbers of up to 18 digits; whatever is longer takes the slow
# way. Possessive throughout: there is one way to read such a line, so nothing needs to be tried again.
_SIGNS = re.compile(
    rb"(?:undersigned/1 sign [A-Za-z0-9_-]{21}+[AQgw] [1-9][0-9]{0,17}+ [1-9][0-9]{0,17}+ [1-9][0-9]{0,8}+ "
    rb"[A-Za-z0-9+/]{42}+[AEIMQUYcgkosw048]=\n)*+"
)
# The most frequent of the others.
_WITHDRAW = re.compile(
    rb"undersigned/1 withdraw ([A-Za-z0-9_-]{21}[AQgw]) ([1-9][0-9]{0,17}) (0|[1-9][0-9]{0,17}) (0|[1-9][0-9]{0,17})\n"
)
# Spaces in a line of a signature: where the next one's field stands in all of them split at once.
_SPACES = 6

# Signatures of one petition that follow each other there: `n` and `c` of the first, how many, the highest version. The
# others have the next `n` and `c` each; whoever made the run has looked. A plain list: there are very many of them.
Run = list[int]
# Any other entry: its place in the part, type, n, c, text version, and the index of the signature that it names.
Other = tuple[int, str, int, int, int | None, int | None]


@dataclass
class Part:
    """What some bundles hold. `fault`: the first thing that is wrong; what comes after it is not here."""

    roots: list[bytes] = field(default_factory=list)
    # Leaf hashes of the last, partial bundle.
    last: list[bytes] = field(default_factory=list)
    # The petitions by first appearance; each entry's petition as its number among them; whether an entry is a `sign`.
    pids: list[str] = field(default_factory=list)
    order: "array[int]" = field(default_factory=lambda: array("I"))
    standing: bytearray = field(default_factory=bytearray)
    # For each of the petitions what happens to it, in order.
    steps: list[list[Run | Other]] = field(default_factory=list)
    # True where some entry is none, so that all of them must be read one by one.
    is_odd: bool = False
    fault: str = ""


def parts_of(size: int, bundles: int) -> Iterator[tuple[int, int]]:
    """Numbers of first bundle and end of each part of so many bundles, in order."""
    total = -(-size // TILE_WIDTH)
    for first in range(0, total, bundles):
        yield first, min(first + bundles, total)


def read_part(source: TileSource, size: int, first: int, end: int) -> Part:
    """The bundles from number `first` to before `end` of a log of `size` entries, hashed, compared and read."""
    part = Part()
    reader = _Reader(part)
    for number in range(first, end):
        try:
            entries = _read_bundle(source, size, number)
            hashes = [sha256(b"\x00" + entry).digest() for entry in entries]
            _compare_leaves(source, tile_of(0, number, size), hashes)
        except LogBroken as fault:
            part.fault = str(fault)
            break
        if len(hashes) == TILE_WIDTH:
            part.roots.append(_root(b"".join(hashes)))
        else:
            part.last = hashes
        reader.take(entries)
    reader.end()
    return part


class _Reader:
    """Fills a part with what its entries say."""

    def __init__(self, part: Part) -> None:
        self.part = part
        # By petition: its number; the `n` that comes next; `n` less `c`, which signatures do not change; the `n` with
        # which its run begins and the run's highest version.
        self.numbers: dict[bytes, int] = {}
        self.next: dict[bytes, Iterator[int]] = {}
        self.ahead: dict[bytes, int] = {}
        self.begun: dict[bytes, int] = {}
        self.version: dict[bytes, int] = {}

    def take(self, entries: list[bytes]) -> None:
        """These entries are read next."""
        others = [place for place, entry in enumerate(entries) if not entry.startswith(_SIGN)]
        signs = entries.copy()
        for place in reversed(others):
            del signs[place]
        lines = b"".join(signs)
        words = lines.split(b" ")
        # As many lines as entries, and each entry begins one: so each is one.
        self.part.is_odd |= _SIGNS.fullmatch(lines) is None or len(words) != 1 + _SPACES * len(signs)
        if self.part.is_odd:
            return
        pids, versions = words[2::_SPACES], words[5::_SPACES]
        ns, cs = list(map(int, words[3::_SPACES])), list(map(int, words[4::_SPACES]))
        done = 0
        for number, place in enumerate(others):
            # Before the other entry of this place stand so many signatures of the bundle.
            end = place - number
            self._signs(pids[done:end], ns[done:end], cs[done:end], versions[done:end])
            self._other(entries[place])
            done = end
        self._signs(pids[done:], ns[done:], cs[done:], versions[done:])

    def _signs(self, pids: list[bytes], ns: list[int], cs: list[int], versions: list[bytes]) -> None:
        """Signatures that stand next to each other in the part."""
        for pid in set(pids).difference(self.numbers):
            first = pids.index(pid)
            self._begin(pid, ns[first], ns[first] - cs[first])
        follow = list(map(next, map(self.next.__getitem__, pids))) == ns
        if not follow or list(map(sub, ns, cs)) != list(map(self.ahead.__getitem__, pids)):
            # Nothing in between changes either number, so this is a contradiction, to be named by reading one by one.
            self.part.is_odd = True
        self.part.order.extend(map(self.numbers.__getitem__, pids))
        self.part.standing += bytes([Standing.STANDS]) * len(pids)
        if versions.count(b"1") != len(versions):
            for pid, version in set(zip(pids, versions, strict=True)):
                self.version[pid] = max(self.version[pid], int(version))

    def _begin(self, pid: bytes, n: int, ahead: int) -> None:
        """A run of this petition's signatures may begin here, with this `n`."""
        if pid not in self.numbers:
            self.numbers[pid] = len(self.numbers)
            self.part.pids.append(pid.decode())
            self.part.steps.append([])
        self.next[pid], self.begun[pid], self.ahead[pid], self.version[pid] = count(n), n, ahead, 1

    def _other(self, data: bytes) -> None:
        """Any other entry; it ends the run of its petition, and another may begin after it."""
        part = self.part
        try:
            pid, kind, n, c, version, target = _read_other(data)
        except EntryRefused:
            part.is_odd = True
            return
        self._end_run(pid)
        self._begin(pid, n + 1, n - c)
        number = self.numbers[pid]
        part.steps[number].append((len(part.order), kind, n, c, version, target))
        part.order.append(number)
        part.standing.append(Standing.NO_SIGNATURE)

    def _end_run(self, pid: bytes) -> None:
        if pid in self.numbers and (length := next(self.next[pid]) - self.begun[pid]):
            run = [self.begun[pid], self.begun[pid] - self.ahead[pid], length, self.version[pid]]
            self.part.steps[self.numbers[pid]].append(run)

    def end(self) -> None:
        """Every entry was taken."""
        for pid in self.numbers:
            self._end_run(pid)


def _read_other(data: bytes) -> tuple[bytes, str, int, int, int | None, int | None]:
    """Pid, type, n, c, version and target of an entry; EntryRefused where it is none."""
    match = _WITHDRAW.fullmatch(data)
    if match is not None:
        pid, n, c, target = match.groups()
        return pid, "withdraw", int(n), int(c), None, int(target)
    entry = parse_entry(data)
    return entry.pid.encode(), entry.type, entry.n, entry.c, entry.version, entry.target


def _read_bundle(source: TileSource, size: int, number: int) -> list[bytes]:
    tile = tile_of(ENTRIES, number, size)
    try:
        return unpack_bundle(source(tile), tile.width)
    except FileNotFoundError as missing:
        raise LogBroken(f"entry {number * TILE_WIDTH}: {tile.path} is missing") from missing
    except TileRefused as fault:
        raise LogBroken(f"entry {number * TILE_WIDTH} and on: {tile.path}: {fault}") from fault


def _compare_leaves(source: TileSource, tile: Tile, hashes: list[bytes]) -> None:
    """LogBroken naming the first entry whose hash is not the one in the tile."""
    data = b"".join(hashes)
    try:
        stored = source(tile)
    except (FileNotFoundError, TileRefused) as fault:
        raise LogBroken(f"entry {tile.index * TILE_WIDTH} and on: {tile.path} is missing or broken") from fault
    if stored == data:
        return
    differs = (stored[place * HASH_BYTES :][:HASH_BYTES] != hashes[place] for place in range(tile.width))
    wrong = next((place for place, is_other in enumerate(differs) if is_other), tile.width - 1)
    raise LogBroken(f"entry {tile.index * TILE_WIDTH + wrong}: its hash is not the one in {tile.path}")


def _root(data: bytes) -> bytes:
    """Root over 256 hashes that lie one after the other."""
    while len(data) > HASH_BYTES:
        data = b"".join([sha256(b"\x01" + pair).digest() for (pair,) in iter_unpack("64s", data)])
    return data
