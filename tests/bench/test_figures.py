"""Figures, their file and their page; and what work was read from /proc."""

import json
import os
import time
from pathlib import Path

import pytest

from bench import page
from bench.figures import TARGETS, Figures
from bench.machine import Moment, look, memory_mb, spent
from bench.options import QUICK
from bench.page import write_page
from bench.samples import Sample, paired

# The keys that the issue names, and those of the overload; whoever reads the JSON relies on them.
KEYS = [
    "sign_vs_plain_django", "sign_vs_pgbench", "sign_per_core_second", "storm_p99_ms", "storm_errors", "storm_lost",
    "confirm_vs_sign", "page_vs_hello", "count_vs_hello", "challenge_vs_hello", "sqlite_vs_postgresql", "growth_worst",
    "web_mb", "worker_mb", "slow_clients_p99_ratio",
    "overload_goodput", "overload_refused_ms", "overload_errors", "overload_lost", "overload_web_mb",
]  # fmt: skip


def test_every_figure_has_its_target() -> None:
    assert list(TARGETS) == KEYS


def test_figures_are_in_the_file_at_once(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    figures = Figures(QUICK.told(("sign",)), file)
    figures.put("storm_p99_ms", 251.23456, "fifteen seconds")
    found = json.loads(file.read_text())
    assert found["storm_p99_ms"] == 251.235
    assert found["run"]["options"].startswith("QUICK")
    figures.put("storm_lost", 0, "of 9")
    assert json.loads(file.read_text())["storm_lost"] == 0


@pytest.mark.parametrize(
    ("key", "value", "holds"),
    [
        ("storm_p99_ms", 249.0, True),
        ("storm_p99_ms", 251.0, False),
        ("storm_lost", 0, True),
        ("storm_lost", 1, False),
        ("sign_vs_pgbench", 0.4, True),
        ("sign_vs_pgbench", 0.39, False),
    ],
)
def test_the_table_says_whether_it_holds(key: str, value: float, holds: bool) -> None:
    figures = Figures(QUICK.told(("sign",)), None)
    figures.put(key, value, "so")
    row = figures.table().splitlines()[-1]
    assert ("| yes |" in row) is holds
    assert ("| **no** |" in row) is not holds


def test_the_page_is_written_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "speed.md"
    copy.write_text(page.PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(page, "PAGE", copy)
    for name, value in (("old", 11.0), ("new", 12.5)):
        Figures(QUICK.told(("sign",)), tmp_path / name).put("sign_vs_plain_django", value, f"{name} run")
    write_page([tmp_path / "old", tmp_path / "new"])
    text = copy.read_text(encoding="utf-8")
    assert "| 12.5 × | yes | new run |" in text
    assert "old run" not in text
    before = page.PAGE.read_text(encoding="utf-8")
    write_page([tmp_path / "new"])
    assert before != page.PAGE.read_text(encoding="utf-8"), "the old run is no longer told"
    assert (
        text.partition("## How it was measured")[2]
        == copy.read_text(encoding="utf-8").partition("## How it was measured")[2]
    )


def test_work_is_counted_for_whom_it_is_due() -> None:
    parts = {"me": [os.getpid()]}
    before = look(parts)
    until = time.process_time() + 0.3
    while time.process_time() < until:
        pass
    cost = spent(before, look(parts))
    assert 0.2 < cost.parts["me"] < 1.0
    assert 0 <= cost.others <= 1
    assert memory_mb(os.getpid()) > 5


def test_rounds_are_compared_with_their_own() -> None:
    def sample(good: int) -> Sample:
        cost = spent(Moment(0, {"server": 0}, 0), Moment(1, {"server": 2}, 2))
        return Sample(good, 0, 0, 0, cost)

    # The second round was twice as slow for both: the ratio stays what it is.
    assert paired([sample(400), sample(200), sample(390)], [sample(40), sample(20), sample(40)]) == 10
