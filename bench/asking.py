"""Whether the time of a public form's answer tells who has signed: `./run bench asking [FORM ...] [--pairs 500]`.

A site in processes of its own; addresses that have signed (and whose owners start petitions) and addresses that have
not take turns at every form, each once. Printed are the medians and their difference beside the noise: how far the
medians of two halves of the same kind lie apart; and of how many pairs the one who had signed waited longer.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.asking_forms import FORMS, Form
from bench.asking_signed import PER_PETITION, address
from tests.post_office import PostOffice
from tests.served import Site, fresh_database

KINDS = ("known", "other")
SIGMAS = 3.3
"""How far from half of the pairs chance brings the longer waits once in a thousand runs."""
HEAD = (
    "| form | signed, ms | not signed, ms | difference, ms | noise, ms | signed waited longer |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: |"
)


@dataclass(frozen=True)
class Asked:
    """Seconds of each answer, by kind, pair by pair in the order of asking."""

    known: Sequence[float]
    other: Sequence[float]

    @property
    def difference(self) -> float:
        """Of the medians, in seconds; above 0 where an address that has signed waits longer."""
        return statistics.median(self.known) - statistics.median(self.other)

    @property
    def noise(self) -> float:
        """The larger distance between the medians of two interleaved halves of one kind, in seconds."""
        kinds = (self.known, self.other)
        return max(abs(statistics.median(one[::2]) - statistics.median(one[1::2])) for one in kinds)

    @property
    def longer(self) -> int:
        """In how many pairs the one who had signed waited longer."""
        return sum(known > other for known, other in zip(self.known, self.other, strict=True))

    @property
    def tells(self) -> bool:
        """True where the difference is above the noise and the pairs agree on it more than chance would."""
        pairs = len(self.other)
        by_chance = SIGMAS * math.sqrt(pairs) / 2
        return abs(self.difference) > self.noise and abs(self.longer - pairs / 2) > by_chance

    def row(self, told: str) -> str:
        """Of the table."""
        known, other = statistics.median(self.known) * 1000, statistics.median(self.other) * 1000
        return (
            f"| {told} | {known:.2f} | {other:.2f} | {self.difference * 1000:+.2f} | {self.noise * 1000:.2f} "
            f"| {self.longer} of {len(self.other)} |{' ← TELLS' if self.tells else ''}"
        )


def main() -> int:
    """Prints the table; 1 where a form tells, 0 where none does."""
    parser = argparse.ArgumentParser(
        prog="./run bench asking", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("forms", nargs="*", metavar="FORM", help=f"all, or some of: {', '.join(FORMS)}")
    parser.add_argument("--pairs", type=int, default=500)
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.forms) - set(FORMS)):
        parser.error(f"no such form: {', '.join(unknown)}")
    forms = {name: form for name, form in FORMS.items() if name in (arguments.forms or FORMS)}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="undersigned-asking-")))
        office = stack.enter_context(PostOffice())
        url = stack.enter_context(fresh_database(os.environ.get("DATABASE_URL")))
        site = stack.enter_context(Site(folder, smtp_url=office.url, database_url=url))
        slugs = prepare(site, forms, arguments.pairs)
        print(HEAD)
        told = [name for name, form in forms.items() if shown(form, ask(site, form, slugs, arguments.pairs)).tells]
    return 1 if told else 0


def shown(form: Form, asked: Asked) -> Asked:
    """The same, after its row was printed."""
    print(asked.row(form.told), flush=True)
    return asked


def prepare(site: Site, forms: dict[str, Form], pairs: int) -> list[str]:
    """Petitions with those who have signed; no letter leaves, which would only take the machine's time."""
    assert site.run("mail", "pause").returncode == 0
    # Whose address is meant and who was mistyped are asked about alike: both have signed, or neither.
    domains = sorted({form.domain for form in forms.values()} | {"gmial.com"})
    signing = [sys.executable, "-m", "bench.asking_signed", str(pairs), *domains]
    done = subprocess.run(signing, env=os.environ | site.environment, check=True, capture_output=True, text=True)
    slugs = done.stdout.split()
    wait_until_counted(site, slugs[-1])
    return slugs


def wait_until_counted(site: Site, slug: str) -> None:
    """The publisher is idle again: it went through the petitions' events in their order."""
    deadline = time.monotonic() + 120
    while site.get_json(f"/api/v1/petitions/{slug}/count")["signature_count"] == 0:
        assert time.monotonic() < deadline, "nothing is counted"
        time.sleep(1)


def ask(site: Site, form: Form, slugs: Sequence[str], pairs: int) -> Asked:
    """So many addresses that have signed, and as many others, send this form."""
    spent: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with httpx.Client(base_url=site.address, timeout=20) as client:
        form.open(client)
        for number in range(pairs):
            for kind in KINDS if number % 2 else reversed(KINDS):
                email = address(kind, number, form.domain)
                path, fields = form.prepare(client, slugs[number // PER_PETITION], email)
                began = time.perf_counter()
                answer = client.post(path, data=fields)
                spent[kind].append(time.perf_counter() - began)
                assert answer.status_code == form.status, (path, answer.status_code)
    return Asked(spent["known"], spent["other"])


if __name__ == "__main__":
    sys.exit(main())
