"""A few kills on this leg's database; `./run test --long` does a thousand."""

import os
from pathlib import Path

import pytest

from tests.kills.kills import run
from tests.served import fresh_database


@pytest.mark.timeout(300)
def test_a_dozen_kills_break_no_promise(tmp_path: Path) -> None:
    with fresh_database(os.environ.get("DATABASE_URL")) as url:
        outcome = run(tmp_path, kills=12, seed=1838, database_url=url)
    print(outcome)
    assert outcome.broken == []
    assert sum(outcome.kills.values()) == 12
    assert outcome.acknowledged > 20
    assert outcome.confirmed == outcome.shown > 0


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_kills_break_no_promise(tmp_path: Path) -> None:
    with fresh_database(os.environ.get("DATABASE_URL")) as url:
        outcome = run(tmp_path, kills=1000, seed=1866, database_url=url)
    print(outcome)
    assert outcome.broken == []
    assert sum(outcome.in_flight.values()) >= 300
