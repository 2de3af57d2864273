"""The disk is full: 503 and nothing half written, reading goes on, and all recovers by itself when there is room."""

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.kills.kills import publish_petition
from tests.kills.ledger_gauge import LedgerGauge
from tests.post_office import PostOffice
from tests.served import Site
from tests.small_disk import small_disk

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(240)]
MOST_SIGNINGS = 4000


@dataclass
class Served:
    """The site, its petition, and what its visitors were told."""

    site: Site
    slug: str
    office: PostOffice
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    number: int = 0

    def sign(self, client: httpx.Client) -> httpx.Response:
        self.number += 1
        address = f"signer-{self.number}@example.org"
        form = {"name": f"Signer {self.number}", "email": address, "version": "1-en", "country": "GB"}
        answer = client.post(f"/en/petitions/{self.slug}/sign", data=form)
        (self.acknowledged if answer.status_code == 200 else self.refused).append(address)
        return answer

    def sign_until(self, status: int, within_seconds: float = 60) -> httpx.Response:
        """The first answer with this status; none may be anything but 200 or 503."""
        deadline = time.monotonic() + within_seconds
        with httpx.Client(base_url=self.site.address, timeout=20) as client:
            while time.monotonic() < deadline and self.number < MOST_SIGNINGS:
                answer = self.sign(client)
                assert answer.status_code in {200, 503}, answer.text[:300]
                if answer.status_code == status:
                    return answer
                time.sleep(0.2 if status == 200 else 0)
        raise AssertionError(f"never answered {status}; {len(self.acknowledged)} were acknowledged")

    def confirm(self, address: str) -> int:
        """The status that answers the confirmation, as soon as the letter has come."""
        letter = self.office.wait_for(address, within_seconds=60)
        return self.site.post(httpx.URL(letter.link).path, {"act": "confirm"})

    @property
    def count(self) -> object:
        return self.site.get_json(f"/api/v1/petitions/{self.slug}/count")["signature_count"]

    def wait_for_count(self, count: int, within_seconds: float = 60) -> None:
        deadline = time.monotonic() + within_seconds
        while self.count != count and time.monotonic() < deadline:
            time.sleep(0.2)
        assert self.count == count

    def page(self) -> int:
        return httpx.get(f"{self.site.address}/en/petitions/{self.slug}/", timeout=10).status_code

    def check(self) -> None:
        """Nothing acknowledged is missing, nothing refused is there, no promise is broken."""
        with contextlib.closing(LedgerGauge(self.site.environment)) as gauge:
            assert gauge.missing(self.slug, self.acknowledged) == []
            missing = gauge.missing(self.slug, self.refused)
            assert len(missing) == len(self.refused), "something that was refused is there"
        doctor = self.site.run("doctor")
        assert doctor.returncode == 0, doctor.stdout


@contextlib.contextmanager
def served(folder: Path, office: PostOffice, disk: Path, megabytes: int, part: str | None):
    """The site in this folder, `disk` being small; where it can't be, the processes of `part` are limited."""
    site = Site(folder, smtp_url=office.url)

    def processes():
        return [process.pid for process in site.processes() if part in {None, process.part}]

    with small_disk(disk, megabytes=megabytes, processes=processes) as small, site:
        yield Served(site, publish_petition(site, folder), office), small


def pids(site: Site) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for process in site.processes():
        found.setdefault(process.part, set()).add(process.pid)
    return found


def test_a_full_disk_is_a_503_and_passes(tmp_path):
    with PostOffice() as office, served(tmp_path, office, tmp_path / "data", 96, None) as (visitors, disk):
        visitors.sign_until(200)
        assert visitors.confirm(visitors.acknowledged[0]) == 200
        visitors.wait_for_count(1)
        before = pids(visitors.site)
        disk.fill()
        answer = visitors.sign_until(503)
        assert int(answer.headers["Retry-After"]) > 0
        assert visitors.page() == 200
        assert visitors.count == 1
        # Longer than the publisher and the worker rest after a fault: they have met the full disk as well.
        time.sleep(3)
        assert visitors.page() == 200
        disk.free()
        visitors.sign_until(200)
        assert visitors.confirm(visitors.acknowledged[-1]) == 200
        visitors.wait_for_count(2)
        assert pids(visitors.site) == before, "a process did not survive the full disk"
        visitors.check()


def test_a_full_log_folder_holds_up_the_number_and_nothing_else(tmp_path):
    log = tmp_path / "data" / "log"
    with PostOffice() as office, served(tmp_path, office, log, 1, "publisher") as (visitors, disk):
        visitors.sign_until(200)
        assert visitors.confirm(visitors.acknowledged[0]) == 200
        visitors.wait_for_count(1)
        before = pids(visitors.site)
        disk.fill()
        visitors.sign_until(200)
        assert visitors.confirm(visitors.acknowledged[-1]) == 200
        time.sleep(4)
        assert visitors.count == 1
        assert visitors.page() == 200
        disk.free()
        visitors.wait_for_count(2)
        assert pids(visitors.site) == before, "a process did not survive the full folder"
        visitors.check()
