"""The recount: from the entries alone, what every petition's count is, and the first entry that lies about it."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from undersigned.tlog.entries import Entry, EntryRefused, parse_entry
from undersigned.tlog.laws import LEAVES, Contradicts, Line, Standing, after_event


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


# Signatures of one petition that follow each other there: `n` and `c` of the first, how many, the highest version. The
# others have the next `n` and `c` each; whoever made the run has looked. A plain list: there are millions of them.
Run = list[int]


@dataclass
class Stretch:
    """Signatures that follow each other in the log: a run for each petition, and which of the runs each one is in."""

    runs: dict[str, Run] = field(default_factory=dict)
    order: "array[int]" = field(default_factory=lambda: array("I"))


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

    def take_stretch(self, stretch: Stretch) -> bool:
        """True where all these signatures are counted; False, and nothing is changed, where one of them can't stand.

        The same as `take` of each, at a fraction of its cost: a signature changes nothing but `n` and `c`.
        """
        lines = self.result.lines
        if not all(_may_follow(lines.get(pid), run) for pid, run in stretch.runs.items()):
            return False
        for pid, run in stretch.runs.items():
            n, c, number, _ = run
            # Open and not sealed, as was looked at above; `replace` would take three times as long.
            lines[pid] = Line(n + number - 1, c + number - 1, lines[pid].version)
        numbers = [self.numbers[pid] for pid in stretch.runs]
        length = len(stretch.order)
        if len(numbers) == 1:
            self.petition.extend(array("I", numbers) * length)
        else:
            self.petition.extend(array("I", map(numbers.__getitem__, stretch.order)))
        self.standing += bytes([Standing.STANDS]) * length
        self.result.size += length
        return True

    def _standing_of(self, target: int | None, number: int) -> Standing:
        if target is None or target >= len(self.standing) or self.petition[target] != number:
            return Standing.NO_SIGNATURE
        return Standing(self.standing[target])


def _may_follow(line: Line | None, run: Run) -> bool:
    return (
        line is not None
        and line.n + 1 == run[0]
        and line.c + 1 == run[1]
        and run[3] <= line.version
        and not line.is_closed
        and not line.is_sealed
    )
