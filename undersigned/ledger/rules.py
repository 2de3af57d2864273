"""Values and laws of the public log above its bytes: what a shown number is, how the events of a round stand.

Pure: a round is planned from values and a source of chance, without a database.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from undersigned.tlog.cosignatures import CosignatureVerifier
from undersigned.tlog.entries import TARGETED, Entry, EntryRefused, check_fields, format_entry, is_pid
from undersigned.tlog.laws import LEAVES, Contradicts, Line, Standing, after_event

# A new number is shown everywhere at once, this long after its publication, so that no process runs ahead.
SHOW_AFTER = timedelta(seconds=2)
# A publisher that was killed is replaced after this time; one that stopped cleanly at once.
LEASE = timedelta(seconds=10)
# What a pending event may wait beyond two rounds: a takeover, a restart of the database.
PROMISE_SLACK = timedelta(seconds=60)
# A recount comes once in 24 hours; this long without one means that it does not come.
RECOUNTED_WITHIN = timedelta(days=3)
# What all witnesses together may take to answer before nobody waits for them.
ASK_WITHIN = timedelta(seconds=5)
# A publisher that must not go on looks again after this: somebody may have put right what was wrong.
REFUSED_AGAIN = timedelta(seconds=10)
# Events that one round may hold, so that its transaction stays short; SQLite has one writer for all.
ROUND_LIMIT = 20_000
ROUND_LIMIT_SQLITE = 2_000


class LogRefused(Exception):
    """The log can't go on; the message says why and what to do, in words for the person who runs the site."""


class LeaseLost(Exception):
    """Another publisher has taken over; nothing was written."""


class NotInTransaction(Exception):
    """An event must be written by the transaction that causes it."""


@dataclass(frozen=True)
class ShownCount:
    """The public number of a petition, the time of the publication it comes from, and the log's size then."""

    count: int
    counted_at: datetime | None
    log_size: int


@dataclass(frozen=True)
class AskedWitness:
    """A witness that this log asks: its key, and the address under which it takes checkpoints."""

    verifier: CosignatureVerifier
    url: str


@dataclass(frozen=True)
class WitnessStanding:
    """A witness of this log as pages show it: the newest checkpoint that it cosigned, or that it has not yet.

    `is_current`: that checkpoint is the published one, so that everything shown is witnessed.
    """

    name: str
    url: str
    size: int | None = None
    cosigned_at: datetime | None = None
    is_current: bool = False
    fault: str = ""


@dataclass(frozen=True)
class Recovered:
    """What came back from a published log: from which size to which, and what became of the entries.

    `attributed`: belong to events that waited in the database. `invalidated`: signatures of nobody. `answered`:
    petitions whose closing or reopening got its opposite. `told`: what a person has to look at, a sentence each.
    """

    previous_size: int
    size: int
    attributed: int
    invalidated: int
    answered: list[str]
    told: list[str]


@dataclass(frozen=True)
class NewEvent:
    """An event to append; what its fields are is said at `append`. `target_id`: the id of a `sign` event.

    `patience`: how long it may wait for others of its petition (`ledger.waiting.patience`).
    """

    pid: str
    type: str
    fields: str = ""
    target_id: int | None = None
    patience: timedelta = timedelta()


@dataclass(frozen=True)
class PendingEvent:
    """What a round has to know of an event that waits; `fields` without the index of its target."""

    id: int
    pid: str
    type: str
    fields: str
    target_id: int | None

    @property
    def version(self) -> int | None:
        """The text version that an `open`, `amend` or `sign` speaks of."""
        return int(self.fields.split(" ")[0]) if self.type in ("open", "amend", "sign") else None


@dataclass(frozen=True)
class Target:
    """A `sign` that later events name: its petition, its index, and whether it stands."""

    pid: str
    index: int
    standing: Standing


@dataclass(frozen=True)
class IssuedEvent:
    """An event with its place in the log and its line."""

    id: int
    index: int
    n: int
    c: int
    entry: bytes


@dataclass
class RoundPlan:
    """What a round writes: entries in the log's order, the new ends of the petitions' lines, what is set aside.

    Events in neither list wait for the next round.
    """

    issued: list[IssuedEvent] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    last_index: dict[str, int] = field(default_factory=dict)
    set_aside: dict[int, str] = field(default_factory=dict)


# No signature of a petition can come after these, so nothing of it waits any longer for others.
FLUSHES = ("close", "reopen", "sealed")
# Order inside a petition after the texts and the signatures.
RANKS = {
    "withdraw": 1,
    "invalidate": 1,
    "restore": 2,
    "paper": 3,
    "import": 3,
    "tally": 3,
    "close": 4,
    "reopen": 4,
    "sealed": 5,
}
_AFTER_ALL_TEXTS = 1 << 62


def check_new_event(event: NewEvent, signatures: Mapping[int, str]) -> None:
    """Returns where such an event may wait for a round; else EntryRefused. `signatures`: pid by id of `sign` events."""
    if not is_pid(event.pid):
        raise EntryRefused("a pid is the base64url of 16 bytes")
    if (event.target_id is not None) != (event.type in TARGETED):
        raise EntryRefused(f"{event.type} names {'a' if event.type in TARGETED else 'no'} signature")
    if event.target_id is not None and signatures.get(event.target_id) != event.pid:
        raise EntryRefused(f"{event.type} names a signature of its own petition")
    words = event.fields.split(" ") if event.fields else []
    check_fields(event.type, tuple(words if event.target_id is None else ["0", *words]))


def order_petition(events: Iterable[PendingEvent], version: int, chance: Random) -> list[PendingEvent]:
    """One petition's events in the order of the log: texts, the signatures after each shuffled, then the rest.

    `version`: the text that the log has reached. Stable by id where the order is not chance. What came after a
    reopening stays behind it: its signatures could not stand before, and a closing that follows would shut them out.
    """
    events = list(events)
    reopened = sorted(event.id for event in events if event.type == "reopen")

    def place(event: PendingEvent) -> tuple[int, int, int, float]:
        part = bisect_left(reopened, event.id)
        if event.type == "sign":
            return part, max(event.version or 0, version), 1, chance.random()
        if event.version is not None:
            return part, event.version, 0, event.id
        return part, _AFTER_ALL_TEXTS, RANKS[event.type], event.id

    return sorted(events, key=place)


def without_cut(events: Sequence[PendingEvent], least: Mapping[str, int]) -> list[PendingEvent]:
    """The events without those of petitions of which a limit has left fewer signatures than `least` says for them.

    `least`: by pid, for petitions that are in the round only because so many of their signatures wait.
    """
    signs = Counter(event.pid for event in events if event.type == "sign")
    return [event for event in events if signs[event.pid] >= least.get(event.pid, 0)]


def interleave(queues: Sequence[list[PendingEvent]], chance: Random) -> list[PendingEvent]:
    """All events, petitions mixed at random, each petition's own order kept."""
    turns = [number for number, queue in enumerate(queues) for _ in queue]
    chance.shuffle(turns)
    heads = [iter(queue) for queue in queues]
    return [next(heads[number]) for number in turns]


def plan_round(
    events: Sequence[PendingEvent],
    *,
    size: int,
    lines: Mapping[str, Line],
    targets: Mapping[int, Target],
    chance: Random,
) -> RoundPlan:
    """The round that these events make in a log of `size` entries.

    `lines` are the petitions' lines so far, `targets` the logged signatures (by event id) that events name. An
    event that can't follow now waits for the next round; where none of its petition's events can, all are set aside,
    since nothing will come that lets them.
    """
    by_petition: dict[str, list[PendingEvent]] = {}
    for event in events:
        by_petition.setdefault(event.pid, []).append(event)
    queues = [
        order_petition(queue, lines[pid].version if pid in lines else 0, chance) for pid, queue in by_petition.items()
    ]
    planner = _Planner(size, dict(lines), dict(targets))
    for event in interleave(queues, chance):
        planner.take(event)
    planner.set_aside_hopeless(events)
    return planner.plan


class _Planner:
    """A round under way: the lines and signatures as the entries so far leave them."""

    def __init__(self, size: int, lines: dict[str, Line], targets: dict[int, Target]) -> None:
        self.size, self.lines, self.targets = size, lines, targets
        self.plan = RoundPlan()
        self.faults: dict[int, str] = {}

    def take(self, event: PendingEvent) -> None:
        target = self.targets.get(event.target_id) if event.target_id is not None else None
        standing = target.standing if target is not None and target.pid == event.pid else Standing.NO_SIGNATURE
        try:
            line = after_event(self.lines.get(event.pid, Line()), event.type, event.version, standing)
            entry = format_entry(_entry(event, line, target))
        except (Contradicts, EntryRefused) as fault:
            self.faults[event.id] = str(fault)
            return
        index = self.size + len(self.plan.issued)
        self.plan.issued.append(IssuedEvent(event.id, index, line.n, line.c, entry))
        self.lines[event.pid] = self.plan.lines[event.pid] = line
        self.plan.last_index[event.pid] = index
        if event.type == "sign":
            self.targets[event.id] = Target(event.pid, index, Standing.STANDS)
        elif target is not None and event.target_id is not None:
            self.targets[event.target_id] = Target(target.pid, target.index, LEAVES[event.type])

    def set_aside_hopeless(self, events: Sequence[PendingEvent]) -> None:
        for event in events:
            if event.id in self.faults and event.pid not in self.plan.lines:
                self.plan.set_aside[event.id] = self.faults[event.id]


def _entry(event: PendingEvent, line: Line, target: Target | None) -> Entry:
    words = event.fields.split(" ") if event.fields else []
    if target is not None:
        words.insert(0, str(target.index))
    return Entry(event.type, event.pid, line.n, line.c, tuple(words))
