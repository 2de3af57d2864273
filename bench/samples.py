"""One measurement of one subject, and what rounds of several subjects say together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.load.crowd import Answers, Crowd
from bench.machine import Spent, look, spent

WARM_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """So many requests were answered, and what that cost whom."""

    good: int
    errors: int
    p99_ms: float
    client: float
    """CPU seconds of the load generator."""
    spent: Spent

    @property
    def worked(self) -> float:
        """CPU seconds of server and database together."""
        return sum(self.spent.parts.values())

    @property
    def per_core_second(self) -> float:
        return self.good / self.worked if self.worked else 0.0

    @property
    def per_second(self) -> float:
        return self.good / self.spent.seconds


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked, and whose work it is."""

    port: int
    request: str
    folder: Path
    parts: Mapping[str, Sequence[int]]
    """Process ids of server and database; their descendants count too."""


def ask(subject: Subject, seconds: float, *, connections: int, first: int = 0, **more: object) -> tuple[Sample, Crowd]:
    """A closed loop of so many seconds."""
    before = look(subject.parts)
    crowd = Crowd(
        subject.port,
        subject.request,
        subject.folder,
        seconds=seconds,
        connections=connections,
        first=first,
        **more,  # type: ignore[arg-type]
    )
    try:
        answers = crowd.answers()
    finally:
        crowd.stop()
    return sample(answers, spent(before, look(subject.parts), also=answers.cpu_seconds)), crowd


def sample(answers: Answers, cost: Spent) -> Sample:
    return Sample(answers.good, answers.errors, answers.p99_ms, answers.cpu_seconds, cost)


def interleave(
    subjects: Mapping[str, Callable[[], Sample]], rounds: int, say: Callable[[str], None]
) -> dict[str, list[Sample]]:
    """A B A B ...: each subject once a round, so that what else the machine does falls on all alike."""
    found: dict[str, list[Sample]] = {name: [] for name in subjects}
    for number in range(rounds):
        for name, measure in subjects.items():
            one = measure()
            found[name].append(one)
            say(f"  {number + 1}/{rounds} {name}: {line(one)}")
    return found


def paired(above: Sequence[Sample], below: Sequence[Sample]) -> float:
    """Median of the rounds' own ratios of work done per core-second."""
    return median(a.per_core_second / b.per_core_second for a, b in zip(above, below, strict=True))


def middle(samples: Iterable[Sample]) -> float:
    """Median of work done per core-second."""
    return median(one.per_core_second for one in samples)


def line(one: Sample) -> str:
    """One sample in words."""
    cost = ", ".join(f"{part} {seconds:.1f} s" for part, seconds in one.spent.parts.items())
    errors = f", {one.errors} ERRORS" if one.errors else ""
    return (
        f"{one.per_core_second:,.0f} per core-second, {one.per_second:,.0f} a second, p99 {one.p99_ms:.0f} ms{errors} "
        f"(CPU: {cost}, crowd {one.client:.1f} s; others {one.spent.others:.0%}, load {one.spent.load:.1f})"
    )
