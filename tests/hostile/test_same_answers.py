"""Only the mailbox learns, and time tells nothing either; bytes and statements: tests/web/silence."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.post_office import PostOffice
from tests.served import Site, fresh_database

PAIRS = 100


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Site, PostOffice]]:
    with (
        PostOffice() as office,
        fresh_database(os.environ.get("DATABASE_URL")) as url,
        Site(tmp_path, smtp_url=office.url, database_url=url) as served,
    ):
        yield served, office


@pytest.mark.long
@pytest.mark.timeout(300)
def test_time_tells_nothing_either(
    site: tuple[Site, PostOffice], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Interleaved signings of new and of confirmed addresses: their medians differ by less than either half's noise."""
    served, office = site
    file = tmp_path / "bell.md"
    file.write_text("---\ntitle: A bell for the ferry\n---\n\nThe ferry comes without a sound.\n")
    slug = served.run("petition", "import", str(file), "--publish").stdout.strip().rstrip("/").rpartition("/")[2]
    path = f"/en/petitions/{slug}/sign"
    with httpx.Client(base_url=served.address, timeout=20) as client:

        def form(email: str) -> dict[str, str]:
            return {"name": "Ann", "email": email, "country": "GB", "version": "1-en"}

        for number in range(PAIRS):
            assert client.post(path, data=form(f"known{number}@time.example")).status_code == 200
        for number in range(PAIRS):
            link = office.wait_for(f"known{number}@time.example", 60).link.removeprefix(served.address)
            assert client.post(link, data={"act": "confirm"}).status_code == 200
        spent = _interleaved(lambda email: client.post(path, data=form(email)).status_code)
    new, known = (statistics.median(spent[kind]) for kind in ("new", "known"))
    noise = max(abs(statistics.median(spent[kind][::2]) - statistics.median(spent[kind][1::2])) for kind in spent)
    spread = statistics.quantiles(spent["new"], n=4)
    with capsys.disabled():
        print(
            f"\nnew {new * 1000:.2f} ms, confirmed {known * 1000:.2f} ms, difference {(new - known) * 1000:+.2f} ms; "
            f"noise of halves {noise * 1000:.2f} ms, quartiles {spread[0] * 1000:.2f} to {spread[2] * 1000:.2f} ms"
        )
    assert abs(new - known) < spread[2] - spread[0]


def _interleaved(sign: Callable[[str], int]) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {"new": [], "known": []}
    for number in range(PAIRS):
        for kind in ("new", "known") if number % 2 else ("known", "new"):
            start = time.perf_counter()
            assert sign(f"{kind}{number}@time.example") == 200
            spent[kind].append(time.perf_counter() - start)
    return spent
