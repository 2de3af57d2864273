"""What became of whom in the replay, as Markdown."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from bench.crowd_2016 import FORGED

COLUMNS = ("arrived", "held", "refused", "never let go", "confirmed", "taken out", "stand")


@dataclass
class Answers:
    """Bytes that came back, but for the time of day, the handle and the address that was typed."""

    number: int = 0
    free: set[bytes] = field(default_factory=set)
    caught: Counter[bytes] = field(default_factory=Counter)

    def odd(self) -> int:
        """How many who were caught saw what nobody saw who was free."""
        return sum(number for seen, number in self.caught.items() if seen not in self.free)

    def __str__(self) -> str:
        """One sentence."""
        caught, forms = sum(self.caught.values()), len(self.free | self.caught.keys())
        return (
            f"{self.number:,} answers, {caught:,} of them to people who were caught, in {forms} forms; "
            f"{self.odd()} caught ones saw what no free one saw."
        )


@dataclass
class Report:
    """Everything that was counted; by kind of people where nothing else is said."""

    figures: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in COLUMNS})
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Why somebody was held or refused as they came, and of which kind they are."""
    waits: dict[str, list[timedelta]] = field(default_factory=dict)
    """Of letters that were held and let go."""
    clusters: Counter[str] = field(default_factory=Counter)
    first_alert: timedelta | None = None
    """From the first forged form until the staff were told of its mail domain."""
    looks: list[float] = field(default_factory=list)
    """Seconds that each search for clusters took."""
    answers: Answers = field(default_factory=Answers)
    verified: int = 0
    """What `undersigned verify` makes of the log."""
    standing: int = 0
    """What the database says."""

    def forged(self, figure: str) -> int:
        """Of the forged ones."""
        return sum(number for kind, number in self.figures[figure].items() if kind in FORGED)

    def honest(self, figure: str) -> int:
        """Of the others."""
        return sum(number for kind, number in self.figures[figure].items() if kind not in FORGED)

    def __str__(self) -> str:
        """Tables and sentences."""
        kinds = list(self.figures["arrived"])
        rows = [_row("who", COLUMNS), _row("---", ["---"] * len(COLUMNS))]
        rows += [_row(_named(kind), [self.figures[name][kind] for name in COLUMNS]) for kind in kinds]
        rows += [_row("honest", [self.honest(name) for name in COLUMNS])]
        rows += [_row("forged", [self.forged(name) for name in COLUMNS])]
        told = [f"{kind} {number}" for kind, number in sorted(self.clusters.items())]
        waits = sorted(wait for kind, some in self.waits.items() if kind not in FORGED for wait in some)
        if waits:
            told_waits = f"half of them {_minutes(waits[len(waits) // 2])}, the longest {_minutes(waits[-1])}"
        else:
            told_waits = "nobody"
        reasons = [f"{reason} {number:,} {kind}" for (reason, kind), number in self.reasons.most_common()]
        return "\n".join(
            [
                *rows,
                "",
                f"Caught as they came: {', '.join(reasons) or 'nobody'}.",
                f"Honest letters that waited: {told_waits}.",
                f"Clusters: {', '.join(told) or 'none'}; the first about the scripts' domain after {self.first_alert}.",
                f"{len(self.looks)} searches for clusters, the longest {max(self.looks, default=0):.2f} s.",
                str(self.answers),
                f"Stand: {self.standing:,} in the database, {self.verified:,} by `undersigned verify`.",
            ]
        )


def _named(kind: str) -> str:
    return f"{kind} (forged)" if kind in FORGED else kind


def _row(name: str, cells: Iterable[str | int]) -> str:
    written = [f"{cell:,}" if isinstance(cell, int) else cell for cell in cells]
    return f"| {name} | {' | '.join(written)} |"


def _minutes(wait: timedelta) -> str:
    return f"{wait / timedelta(minutes=1):.0f} min"
