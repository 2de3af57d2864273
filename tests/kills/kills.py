"""Kills web, worker and publisher at random under load, then asks whether every promise was kept.

    python -m tests.kills.kills --kills 1000 [--database postgresql] [--seed N]

Each kill is `kill -9` of one process chosen at random. A kill counts as "in flight" when at that moment a request was
unanswered (web), a letter's SMTP session was open (worker), or a round was issued and not yet published or events were
waiting (publisher). Prints the figures; exit status 1 if a promise was broken.
"""

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.kills.crowd import Crowd
from tests.kills.ledger_gauge import LedgerGauge
from tests.kills.slow_office import SlowOffice
from tests.served import PARTS, Process, Site, fresh_database
from workshop.postgres import postgres

PETITION = """---
title: A bench by the lake
language: en
addressees: [The parish council of Oakmere]
goal: 100
---

The old bench went in the storm. We ask for a new one, at the same place, facing the water.
"""


# How often a kill of worker or publisher waits until it has something in hand; the others fall anywhere.
PATIENT = 0.6


@dataclass
class Outcome:
    """What was done and what was found."""

    kills: Counter[str] = field(default_factory=Counter)
    in_flight: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    confirmed: int = 0
    shown: int = 0
    letters_twice: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"kills: {sum(self.kills.values())} ({_counts(self.kills)})",
            f"with something in flight: {sum(self.in_flight.values())} ({_counts(self.in_flight)})",
            f"acknowledged: {self.acknowledged}, confirmed: {self.confirmed}, counted: {self.shown}",
            f"letters that came twice: {self.letters_twice}, three times: 0 allowed",
            *[f"BROKEN: {line}" for line in self.broken],
            "Every promise was kept." if not self.broken else f"{len(self.broken)} promises were broken.",
        ]
        return "\n".join(lines)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{part} {counter[part]}" for part in PARTS)


def run(folder: Path, *, kills: int, seed: int, database_url: str | None = None, pause: float = 0.1) -> Outcome:
    """Runs a site in the folder, kills, waits until it has settled, compares."""
    outcome, chance = Outcome(), random.Random(seed)
    with SlowOffice() as office, Site(folder, smtp_url=office.url, database_url=database_url) as site:
        slug = publish_petition(site, folder)
        crowd = Crowd(site.address, slug, office, signers=4, confirmers=3, pause=pause)
        gauge = LedgerGauge(site.environment)
        crowd.start()
        try:
            while (done := sum(outcome.kills.values())) < kills:
                time.sleep(chance.uniform(0.05, 0.7))
                _kill(site, chance, crowd, office, gauge, outcome)
                if done % 50 == 49:
                    print(f"  {done + 1} of {kills} kills", file=sys.stderr)
            site.wait_until_answering()
            crowd.stop_signing()
            _settle(site, slug, crowd, office)
        finally:
            crowd.stop_signing()
            crowd.stop_confirming()
            gauge.close()
        _await_count(site, slug, len(crowd.tally.confirmed))
        _compare(site, slug, crowd, outcome)
    time.sleep(1)
    if left := site.leftovers():
        outcome.broken.append(f"{len(left)} processes outlived the site")
    return outcome


def run_on(database: str, *, kills: int, seed: int) -> Outcome:
    """Runs in a folder of its own, on SQLite or on a PostgreSQL of its own that loses nothing at a crash."""
    with contextlib.ExitStack() as stack:
        scratch = tempfile.TemporaryDirectory(prefix="undersigned-kills-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(scratch))
        server = stack.enter_context(postgres(durable=True)).url if database == "postgresql" else None
        url = stack.enter_context(fresh_database(server))
        return run(folder, kills=kills, seed=seed, database_url=url)


def publish_petition(site: Site, folder: Path) -> str:
    """The slug of a petition that stands on this site afterwards."""
    file = folder / "petition.md"
    file.write_text(PETITION)
    done = site.run("petition", "import", str(file), "--publish")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().rstrip("/").rpartition("/")[2]


def _kill(
    site: Site, chance: random.Random, crowd: Crowd, office: SlowOffice, gauge: LedgerGauge, outcome: Outcome
) -> None:
    by_part: dict[str, list[Process]] = {}
    for process in site.processes():
        by_part.setdefault(process.part, []).append(process)
    if not by_part:
        return
    part = chance.choice(sorted(by_part))
    is_in_flight: dict[str, Callable[[], bool]] = {
        "web": lambda: crowd.in_flight > 0,
        "worker": lambda: office.in_hand > 0,
        "publisher": gauge.is_busy,
    }
    if part == "web":
        # A server that is only just starting has nothing in hand: killing it again and again would prove little.
        site.wait_until_answering()
        time.sleep(chance.uniform(0.05, 0.7))
    elif chance.random() < PATIENT:
        _wait_for(is_in_flight[part])
        time.sleep(chance.uniform(0, 0.02))
    victim = chance.choice([process for process in site.processes() if process.part == part] or by_part[part])
    was_in_flight = is_in_flight[part]()
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim.pid, signal.SIGKILL)
        outcome.kills[part] += 1
        outcome.in_flight[part] += was_in_flight


def _wait_for(is_true: Callable[[], bool], within_seconds: float = 4) -> None:
    deadline = time.monotonic() + within_seconds
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.002)


def _settle(site: Site, slug: str, crowd: Crowd, office: SlowOffice, within_seconds: float = 100) -> None:
    """Waits until letters that a kill interrupted have been tried again and every confirmed signature is shown."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        site.wait_until_answering()
        try:
            count = site.get_json(f"/api/v1/petitions/{slug}/count")["signature_count"]
        except OSError:
            # The worker of a killed server may answer once more and be gone.
            continue
        everybody_wrote = crowd.tally.confirmed >= crowd.tally.acknowledged
        if everybody_wrote and count == len(crowd.tally.confirmed):
            return
        time.sleep(0.5)


def _await_count(site: Site, slug: str, count: int, within_seconds: float = 60) -> None:
    """Waits until the last confirmations are shown."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if site.get_json(f"/api/v1/petitions/{slug}/count")["signature_count"] == count:
            return
        time.sleep(0.5)


def _compare(site: Site, slug: str, crowd: Crowd, outcome: Outcome) -> None:
    tally = crowd.tally
    outcome.acknowledged, outcome.confirmed = len(tally.acknowledged), len(tally.confirmed)
    outcome.shown = int(str(site.get_json(f"/api/v1/petitions/{slug}/count")["signature_count"]))
    outcome.letters_twice = sum(1 for number in tally.letters.values() if number == 2)
    if outcome.shown != outcome.confirmed:
        outcome.broken.append(f"{outcome.confirmed} were confirmed and {outcome.shown} are counted")
    for (address, _), number in tally.letters.items():
        if number > 2:
            outcome.broken.append(f"{address} got the same letter {number} times")
    if tally.server_errors:
        outcome.broken.append(f"answers of the server's own fault: {dict(tally.server_errors)}")
    with contextlib.closing(LedgerGauge(site.environment)) as gauge:
        outcome.broken += gauge.missing(slug, tally.acknowledged)
    doctor = site.run("doctor")
    if doctor.returncode != 0:
        outcome.broken.append(f"doctor: {doctor.stdout} {doctor.stderr}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1838)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    arguments = parser.parse_args()
    print(f"{arguments.kills} kills on {arguments.database}, seed {arguments.seed}")
    outcome = run_on(arguments.database, kills=arguments.kills, seed=arguments.seed)
    print(outcome)
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
