"""Kills the worker at random while the letters of a storm leave, then asks whether each letter came.

    python -m tests.kills.storm_of_letters --letters 2000 --kills 100 [--database postgresql] [--seed N]

Promise: at most one letter comes twice per kill, none three times, none is lost.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.kills.slow_office import SlowOffice
from tests.served import Site, fresh_database
from workshop.postgres import postgres

PETITION = """---
title: A bench by the lake
language: en
addressees: [The parish council of Oakmere]
---

The old bench went in the storm. We ask for a new one, at the same place, facing the water.
"""


@dataclass
class Outcome:
    """What was done and what was found."""

    letters: int
    kills: int = 0
    in_hand: int = 0
    twice: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{self.letters} letters, {self.kills} kills, {self.in_hand} with a letter under way",
                f"came twice: {self.twice} (at most one per kill with a letter under way)",
                *[f"BROKEN: {line}" for line in self.broken],
                "Every promise was kept." if not self.broken else f"{len(self.broken)} promises were broken.",
            ]
        )


def run(folder: Path, *, letters: int, kills: int, seed: int, database_url: str | None = None) -> Outcome:
    """Signs, starts the site, kills its worker until enough, waits for the last letter, compares."""
    outcome, chance = Outcome(letters), random.Random(seed)
    with SlowOffice() as office:
        site = Site(folder, smtp_url=office.url, database_url=database_url)
        (folder / "petition.md").write_text(PETITION)
        for command in (["migrate"], ["petition", "import", str(folder / "petition.md"), "--publish"]):
            done = site.run(*command)
            assert done.returncode == 0, done.stderr
        _sign(site, letters)
        with site:
            while outcome.kills < kills:
                _kill(site, office, chance, outcome)
            _wait_for_all(office, letters)
            _compare(site, office, outcome)
    return outcome


def _sign(site: Site, number: int) -> None:
    command = [sys.executable, "-m", "tests.kills.many_sign", str(number)]
    done = subprocess.run(command, env=site.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _kill(site: Site, office: SlowOffice, chance: random.Random, outcome: Outcome) -> None:
    """Some time after the worker has begun to hand over letters."""
    before, deadline = len(office), time.monotonic() + 75
    while len(office) == before and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.4))
    for process in site.processes():
        if process.part == "worker":
            outcome.in_hand += office.in_hand > 0
            outcome.kills += 1
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            return


def _wait_for_all(office: SlowOffice, letters: int, within_seconds: float = 300) -> None:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline and len({letter.to for letter in office.received}) < letters:
        time.sleep(0.2)
    # Whatever comes twice comes when a lease is over.
    time.sleep(70)


def _compare(site: Site, office: SlowOffice, outcome: Outcome) -> None:
    came = Counter(letter.to for letter in office.received)
    outcome.twice = sum(1 for number in came.values() if number == 2)
    if len(came) != outcome.letters:
        outcome.broken.append(f"{outcome.letters - len(came)} letters were lost")
    if most := [to for to, number in came.items() if number > 2]:
        outcome.broken.append(f"{len(most)} letters came more than twice")
    if outcome.twice > outcome.kills:
        outcome.broken.append(f"{outcome.twice} letters came twice after {outcome.kills} kills")
    doctor = site.run("doctor")
    if doctor.returncode != 0:
        outcome.broken.append(f"doctor: {doctor.stdout} {doctor.stderr}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1838)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="undersigned-storm-", ignore_cleanup_errors=True)
        )
        server = stack.enter_context(postgres(durable=True)).url if arguments.database == "postgresql" else None
        url = stack.enter_context(fresh_database(server))
        outcome = run(
            Path(folder), letters=arguments.letters, kills=arguments.kills, seed=arguments.seed, database_url=url
        )
    print(outcome)
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
