"""Whether the time of asking for "my signatures" tells who has signed: `python -m bench.asking [--pairs 500]`.

A site in processes of its own; addresses that have signed and addresses that have not ask in turn, each once. Printed
is the difference of the two medians beside the noise: how far the medians of two halves of the same kind lie apart.
"""

import argparse
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

from tests.post_office import PostOffice
from tests.served import Site, fresh_database

KINDS = ("known", "new")


@dataclass(frozen=True)
class Asked:
    """Seconds of each answer, by kind, in the order of asking."""

    known: Sequence[float]
    new: Sequence[float]

    @property
    def difference(self) -> float:
        """Of the medians, in seconds; above 0 where an address that has signed waits longer."""
        return statistics.median(self.known) - statistics.median(self.new)

    @property
    def noise(self) -> float:
        """The larger distance between the medians of two interleaved halves of one kind, in seconds."""
        kinds = (self.known, self.new)
        return max(abs(statistics.median(one[::2]) - statistics.median(one[1::2])) for one in kinds)

    @property
    def spread(self) -> float:
        """Between the quartiles of the new, in seconds."""
        first, _, third = statistics.quantiles(self.new, n=4)
        return third - first

    def __str__(self) -> str:
        known, new = statistics.median(self.known) * 1000, statistics.median(self.new) * 1000
        return (
            f"{len(self.new)} pairs: signed {known:.3f} ms, not signed {new:.3f} ms, difference "
            f"{self.difference * 1000:+.3f} ms; noise of halves {self.noise * 1000:.3f} ms, quartiles "
            f"{self.spread * 1000:.3f} ms apart"
        )


def main() -> int:
    """Prints the figures; 0 where the difference is below the spread of one kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=500)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="undersigned-asking-")))
        office = stack.enter_context(PostOffice())
        url = stack.enter_context(fresh_database(os.environ.get("DATABASE_URL")))
        site = stack.enter_context(Site(folder, smtp_url=office.url, database_url=url))
        asked = ask(site, folder, arguments.pairs)
    print(asked)
    return 0 if abs(asked.difference) < asked.spread else 1


def ask(site: Site, folder: Path, pairs: int) -> Asked:
    """So many addresses that have signed, and as many others, ask for their link."""
    file = folder / "bell.md"
    file.write_text("---\ntitle: A bell for the ferry\n---\n\nThe ferry comes without a sound.\n")
    slug = site.run("petition", "import", str(file), "--publish").stdout.strip().rstrip("/").rpartition("/")[2]
    signing = [sys.executable, "-m", "bench.asking_signed", slug, str(pairs)]
    # Letters would only take the machine's time.
    assert site.run("mail", "pause").returncode == 0
    subprocess.run(signing, env=os.environ | site.environment, check=True)
    spent: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with httpx.Client(base_url=site.address, timeout=20) as client:
        for number in range(pairs):
            for kind in KINDS if number % 2 else reversed(KINDS):
                began = time.perf_counter()
                answer = client.post("/en/mine/", data={"email": f"{kind}{number}@time.example"})
                spent[kind].append(time.perf_counter() - began)
                assert answer.status_code == 200, answer.status_code
    return Asked(spent["known"], spent["new"])


if __name__ == "__main__":
    sys.exit(main())
