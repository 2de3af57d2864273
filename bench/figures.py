"""What was measured, kept on disk as soon as it is known, and as a table."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.machine import description
from bench.samples import Sample


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure must reach."""

    what: str
    limit: float
    is_least: bool
    unit: str = ""

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.is_least else value <= self.limit

    def __str__(self) -> str:
        """As in the table."""
        if self.limit == 0:
            return f"0{self.unit}"
        return f"{'at least' if self.is_least else 'at most'} {self.limit:g}{self.unit}"


TARGETS = {
    "sign_vs_plain_django": Target("sign, against a plain Django view and ORM, per core-second", 10, True, " ×"),
    "sign_vs_pgbench": Target("sign, against pgbench writing the same row, per core-second", 0.4, True, " ×"),
    "sign_per_core_second": Target("sign alone, sustained, per core-second of server and database", 0, True),
    "storm_p99_ms": Target("the storm: 100 signings and 10,000 page reads a second, p99 of signing", 250, False, " ms"),
    "storm_errors": Target("the storm: answers that were not 200, or did not come", 0, False),
    "storm_lost": Target("acknowledged in the storm or while signing was sustained, and no row", 0, False),
    "confirm_vs_sign": Target("confirm, against sign, per core-second", 0.5, True, " ×"),
    "page_vs_hello": Target("petition page, against granian's bare hello, per core-second", 0.4, True, " ×"),
    "count_vs_hello": Target("count JSON, against granian's bare hello, per core-second", 0.4, True, " ×"),
    "challenge_vs_hello": Target(
        "the signing form's challenge, against granian's bare hello, per core-second", 0.25, True, " ×"
    ),
    "sqlite_vs_postgresql": Target("sign on SQLite, against PostgreSQL, per core-second", 0.5, True, " ×"),
    "growth_worst": Target(
        "growth: the worst ratio of cost (sign and confirm at half, since 3 is theirs)", 1.5, False, " ×"
    ),
    "web_mb": Target("memory of one web process under the storm", 250, False, " MB"),
    "worker_mb": Target("memory of the worker that mails", 200, False, " MB"),
    "slow_clients_p99_ratio": Target("300 slow clients beside the storm: p99 against without", 1.5, False, " ×"),
    "overload_goodput": Target(
        "overload, twice what the site takes: thanked a second, against its capacity", 0.7, True, " ×"
    ),
    "overload_refused_ms": Target(
        "overload, 2 and 5 times: whoever is told to come later is told, p99 from when it was sent", 1000, False, " ms"
    ),
    "overload_errors": Target(
        "overload: neither thanks nor 503 with Retry-After; confirmations and sign-ins refused beside", 0, False
    ),
    "overload_lost": Target("overload: thanked, and no row", 0, False),
    "overload_web_mb": Target("overload: memory of the web process, with 4,000 connections", 300, False, " MB"),
}
"""Every key of the JSON, in the order of the table. `sign_per_core_second` has no limit of its own."""


class Figures:
    """The figures of one run; every change is written to the file at once."""

    def __init__(self, options: str, file: Path | None) -> None:
        self._file = file
        self.values: dict[str, float] = {}
        self.notes: dict[str, str] = {}
        self.details: dict[str, object] = {}
        self._others: list[float] = []
        self.run: dict[str, object] = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": description(),
            "options": options,
            "load_at_start": os.getloadavg()[0],
        }

    def put(self, key: str, value: float, note: str) -> None:
        """This key's value, with how it came about in a few words."""
        assert key in TARGETS, key
        self.values[key], self.notes[key] = round(value, 3), note
        self._write()

    def keep(self, name: str, samples: Sequence[Sample]) -> None:
        """All samples behind a figure, for whoever wants to see them."""
        self._others += [one.spent.others for one in samples]
        self.run["others"] = (
            f"others used {median(self._others):.0%} of the machine (median), {max(self._others):.0%} at most"
        )
        self.details[name] = [asdict(one) | {"per_core_second": round(one.per_core_second, 1)} for one in samples]
        self._write()

    def note(self, name: str, value: object) -> None:
        """Anything else that was seen."""
        self.details[name] = value
        self._write()

    def table(self) -> str:
        """Markdown."""
        return table(self.values, self.notes)

    def _write(self) -> None:
        if self._file is None:
            return
        whole = {**self.values, "notes": self.notes, "run": self.run, "details": self.details}
        fresh = self._file.with_suffix(self._file.suffix + ".new")
        fresh.write_text(json.dumps(whole, indent=1, ensure_ascii=False, default=str) + "\n")
        fresh.rename(self._file)


def table(values: dict[str, float], notes: dict[str, str]) -> str:
    """The Markdown table of these figures; what was not measured has no row."""
    lines = ["| what | target | measured | holds | how |", "| --- | --- | --- | --- | --- |"]
    for key, target in TARGETS.items():
        if key not in values:
            continue
        has_limit = key != "sign_per_core_second"
        holds = ("yes" if target.holds(values[key]) else "**no**") if has_limit else ""
        wish = str(target) if has_limit else "as many as the ratios allow"
        lines.append(f"| {target.what} | {wish} | {values[key]:,.6g}{target.unit} | {holds} | {notes.get(key, '')} |")
    return "\n".join(lines)
