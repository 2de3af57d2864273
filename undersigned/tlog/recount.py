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
    counter = _Counter()
    for data in entries:
        try:
            counter.take(parse_entry(data))
        except (EntryRefused, Contradicts) as fault:
            counter.result.contradiction = Contradiction(counter.result.size, str(fault))
            break
        counter.result.size += 1
    return counter.result


class _Counter:
    """A recount under way: for each index the petition that it belongs to and the standing of its signature."""

    def __init__(self) -> None:
        self.result = Recount()
        self.numbers: dict[str, int] = {}
        self.petition = array("I")
        self.standing = bytearray()

    def take(self, entry: Entry) -> None:
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

    def _standing_of(self, target: int | None, number: int) -> Standing:
        if target is None or target >= len(self.standing) or self.petition[target] != number:
            return Standing.NO_SIGNATURE
        return Standing(self.standing[target])
