"""A petition on a served site with a crowd that signs and confirms, and the questions asked afterwards."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.kills.crowd import Crowd
from tests.kills.ledger_gauge import LedgerGauge
from tests.post_office import PostOffice
from tests.served import Site

PETITION = """---
title: A lantern for the old footbridge
language: en
addressees: [The parish council of Oakmere]
goal: 100
---

After dark nobody sees the third plank. We ask for one lantern, lit from dusk to midnight.
"""
HONEST = {502, 503, 504}
"""What may answer while a database is away; anything else of the server's own fault is a defect."""


def publish(site: Site, folder: Path) -> str:
    """The slug of a petition that everybody can sign."""
    file = folder / "petition.md"
    file.write_text(PETITION)
    done = site.run("petition", "import", str(file), "--publish")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().rstrip("/").rpartition("/")[2]


@dataclass
class Beset:
    """A site under load."""

    site: Site
    slug: str
    crowd: Crowd

    def count(self) -> int:
        """The number that the site shows."""
        return int(str(self.site.get_json(f"/api/v1/petitions/{self.slug}/count")["signature_count"]))

    def wait_for_more(self, signatures: int, within_seconds: float = 40) -> None:
        """Until so many more were acknowledged than now."""
        wanted = len(self.crowd.tally.acknowledged) + signatures
        wait_until(lambda: len(self.crowd.tally.acknowledged) >= wanted, within_seconds)

    def _unconfirmed(self) -> str:
        left = sorted(self.crowd.tally.acknowledged - self.crowd.tally.confirmed)
        letters = {letter.to for letter in self.crowd.office.received}
        without = len(set(left) - letters)
        return (
            f"{len(left)} of {len(self.crowd.tally.acknowledged)} did not confirm, {without} of them without a letter"
        )

    def settle(self, within_seconds: float = 120) -> None:
        """Everybody who was acknowledged has confirmed and is counted; nothing is lost and the doctor is content."""
        self.crowd.stop_signing()
        tally = self.crowd.tally
        # A letter that the fault caught in hand is tried again after a minute.
        wait_until(lambda: tally.confirmed >= tally.acknowledged, within_seconds, self._unconfirmed)
        self.crowd.stop_confirming()
        wait_until(lambda: self.count() == len(tally.confirmed), within_seconds)
        with contextlib.closing(LedgerGauge(self.site.environment)) as gauge:
            assert gauge.missing(self.slug, tally.acknowledged) == []
        doctor = self.site.run("doctor")
        assert doctor.returncode == 0, doctor.stdout + doctor.stderr


def wait_until(
    is_so: Callable[[], bool], within_seconds: float, otherwise: Callable[[], str] = lambda: "it did not come about"
) -> None:
    """Returns as soon as it is so; the test fails where that takes longer."""
    deadline = time.monotonic() + within_seconds
    while not is_so():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.1)


@contextlib.contextmanager
def beset(site: Site, folder: Path, office: PostOffice, *, signers: int = 4, pause: float = 0.02) -> Iterator[Beset]:
    """The site with a crowd at its door, which goes home at the end."""
    slug = publish(site, folder)
    crowd = Crowd(site.address, slug, office, signers=signers, confirmers=3, pause=pause)
    crowd.start()
    try:
        yield Beset(site, slug, crowd)
    finally:
        crowd.stop_signing()
        crowd.stop_confirming()


@contextlib.contextmanager
def besieged(folder: Path, database_url: str) -> Iterator[Beset]:
    """A site of one node on this database, under load, its letters in a post office of its own."""
    with contextlib.ExitStack() as stack:
        office = stack.enter_context(PostOffice())
        site = stack.enter_context(Site(folder, smtp_url=office.url, database_url=database_url))
        yield stack.enter_context(beset(site, folder, office))
