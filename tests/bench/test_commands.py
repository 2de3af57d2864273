"""`./run bench NAME`: what runs by itself is known to both, and is there."""

import re
from importlib.util import find_spec
from pathlib import Path

from bench.__main__ import BENCHES, BY_THEMSELVES

RUN = Path(__file__).parents[2] / "run"


def test_run_starts_each_bench_that_has_options_of_its_own() -> None:
    [listed] = re.findall(r"arguments\[0\] in \(([^)]+)\)", RUN.read_text())
    assert tuple(re.findall(r'"(\w+)"', listed)) == BY_THEMSELVES
    assert not set(BY_THEMSELVES) & set(BENCHES)
    assert all(find_spec(f"bench.{name}") for name in BY_THEMSELVES)
