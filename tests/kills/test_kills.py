"""A few kills on both databases; `./run test --long` does a thousand."""

import pytest

from tests.kills.kills import Outcome, run_on
from workshop.postgres import PostgresMissing


def kill(database: str, *, kills: int, seed: int) -> Outcome:
    try:
        return run_on(database, kills=kills, seed=seed)
    except PostgresMissing as missing:
        pytest.skip(str(missing))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_dozen_kills_break_no_promise(database: str) -> None:
    outcome = kill(database, kills=12, seed=1838)
    print(outcome)
    assert outcome.broken == []
    assert sum(outcome.kills.values()) == 12
    assert outcome.acknowledged > 20
    assert outcome.confirmed == outcome.shown > 0


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_thousand_kills_break_no_promise(database: str) -> None:
    outcome = kill(database, kills=1000, seed=1866)
    print(outcome)
    assert outcome.broken == []
    assert sum(outcome.in_flight.values()) >= 300
