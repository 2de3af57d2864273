"""The recount: from the entries alone, what every petition's count is, and the first entry that lies about it."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from undersigned.tlog.entries import Entry, EntryRefused, parse_entry
from undersigned.tlog.laws import LEAVES, Contradicts, Line, Standing, after_event
from undersigned.tlog.parts import Other, Part, Run


@dataclass(frozen=True)
class Contradiction:
    """The entry at which the log contradicts itself, and how."""

    index: int
    reason: str

    def __str__(self) -> str:
        return f"entry {self.index}: {self.reason}"


@dataclass
class Recount:
    """Counts by petition after `size` entries, and the first contradiction, at which counting has ended."""

    size: int = 0
    lines: dict[str, Line] = field(default_factory=dict)
    contradiction: Contradiction | None = None


def recount(entries: Iterable[bytes]) -> Recount:
    """Counts these entries, the first being number 0, up to the first contradiction.

    Memory: five bytes an entry and one Line a petition.
    """
    counter = Counter()
    counter.take_all(entries)
    return counter.result


class Counter:
    """A recount under way: for each index the petition that it belongs to and the standing of its signature."""

    def __init__(self) -> None:
        self.result = Recount()
        self.numbers: dict[str, int] = {}
        self.petition = array("I")
        self.standing = bytearray()

    def take_all(self, entries: Iterable[bytes]) -> None:
        """Counts these entries next; ends at the first contradiction, which the result names then."""
        for data in entries:
            try:
                self.take(parse_entry(data))
            except (EntryRefused, Contradicts) as fault:
                self.result.contradiction = Contradiction(self.result.size, str(fault))
                return
            self.result.size += 1

    def take(self, entry: Entry) -> None:
        """The entry is counted; Contradicts where it can't stand here. The caller raises the size."""
        line = self.result.lines.get(entry.pid, Line())
        number = self.numbers.setdefault(entry.pid, len(self.numbers))
        target = entry.target
        after = after_event(line, entry.type, entry.version, self._standing_of(target, number))
        if entry.n != after.n:
            raise Contradicts(f"n is {entry.n} where {after.n} follows")
        if entry.c != after.c:
            raise Contradicts(f"c is {entry.c} where {after.c} signatures stand")
        if target is not None:
            self.standing[target] = LEAVES[entry.type]
        self.petition.append(number)
        self.standing.append(Standing.STANDS if entry.type == "sign" else Standing.NO_SIGNATURE)
        self.result.lines[entry.pid] = after

    def take_part(self, part: Part) -> bool:
        """True where all entries of the part are counted; False, and nothing is changed, where one can't stand.

        The same as `take` of each, at a fraction of its cost: an entry speaks of its own petition alone, so each
        petition's are taken by themselves, and signatures that follow each other all at once.
        """
        base = self.result.size
        numbers = [self.numbers.setdefault(pid, len(self.numbers)) for pid in part.pids]
        self.petition.extend(array("I", map(numbers.__getitem__, part.order)))
        self.standing += part.standing
        lines: dict[str, Line] = {}
        changed: list[tuple[int, int]] = []
        try:
            for pid, number, steps in zip(part.pids, numbers, part.steps, strict=True):
                lines[pid] = self._after(self.result.lines.get(pid, Line()), number, steps, changed)
        except Contradicts:
            for target, was in reversed(changed):
                self.standing[target] = was
            del self.petition[base:], self.standing[base:]
            return False
        self.result.lines.update(lines)
        self.result.size += len(part.order)
        return True

    def _after(self, line: Line, number: int, steps: list[Run | Other], changed: list[tuple[int, int]]) -> Line:
        """The petition's line after these steps; `changed` gets what the standings of signatures were before."""
        base = self.result.size
        for step in steps:
            if isinstance(step, list):
                line = _after_run(line, step)
                continue
            place, kind, n, c, version, target = step
            # Of the signatures that it may name all later ones are in the array already.
            is_earlier = target is not None and target < base + place
            line = after_event(line, kind, version, self._standing_of(target if is_earlier else None, number))
            if (n, c) != (line.n, line.c):
                raise Contradicts("n or c is not what follows")
            if target is not None:
                changed.append((target, self.standing[target]))
                self.standing[target] = LEAVES[kind]
        return line

    def _standing_of(self, target: int | None, number: int) -> Standing:
        if target is None or target >= len(self.standing) or self.petition[target] != number:
            return Standing.NO_SIGNATURE
        return Standing(self.standing[target])


def _after_run(line: Line, run: Run) -> Line:
    """The line after signatures whose numbers follow each other; Contradicts where the first can't follow."""
    n, c, length, version = run
    if (line.n + 1, line.c + 1) != (n, c) or not line.n or version > line.version or line.is_closed or line.is_sealed:
        raise Contradicts("a signature can't follow")
    # `replace` would take three times as long.
    return Line(n + length - 1, c + length - 1, line.version)
