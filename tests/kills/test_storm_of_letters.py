"""The letters of a storm while their worker is killed again and again; not many, since each lease is waited for."""

import os
from pathlib import Path

import pytest

from tests.kills.storm_of_letters import run
from tests.served import fresh_database


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_killed_worker_loses_no_letter_of_a_storm(tmp_path: Path) -> None:
    with fresh_database(os.environ.get("DATABASE_URL")) as url:
        outcome = run(tmp_path, letters=1000, kills=20, seed=1838, database_url=url)
    print(outcome)
    assert outcome.broken == []
    assert outcome.kills == 20
    assert outcome.in_hand > 0
