"""The deletion of a petition is killed between its parts and within them; the count stays exact."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.kills.deleting import SIGNERS
from tests.served import Site, fresh_database

KILLS = 6


def run(site: Site, act: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills.deleting", act],
        env=site.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def killed(site: Site, after: float) -> bool:
    """True where the worker was at work when it was killed."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.kills.deleting", "work"], env=site.environment, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    started = worker.stdout.readline()
    time.sleep(after)
    worker.kill()
    worker.wait()
    worker.stdout.close()
    return started == b"at work\n"


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_deletion_that_is_killed_half_way_counts_exactly(tmp_path: Path) -> None:
    chance = random.Random(2016)
    with fresh_database(os.environ.get("DATABASE_URL")) as url:
        site = Site(tmp_path, smtp_url="smtp://127.0.0.1:1", database_url=url)
        assert run(site, "crowd") == SIGNERS
        hits = sum(killed(site, chance.uniform(0, 0.15)) for _ in range(KILLS))
        between = run(site, "look")
        assert (between["count"], between["rows and let go"], between["broken"]) == (SIGNERS, SIGNERS, [])
        assert run(site, "work") == 0
        assert run(site, "look") == {"count": SIGNERS, "rows and let go": SIGNERS, "sealed": 1, "broken": []}
    assert hits >= 1, "the worker was never killed at work"
