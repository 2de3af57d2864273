"""The power is cut, again and again, and nothing that was acknowledged is lost.

`python -m bench.power_cuts --cuts 200 --seed 1866`.

A site works for some seconds while every write of SQLite and of the site itself is recorded
(bench/power/recording.py). Then the disk is rebuilt as cuts at random moments may leave it (bench/power/disk.py) and
opened with the site's own code (bench/power/checking.py). Exit status 1 where a promise was broken. `--synchronous
NORMAL` and `--lies` show that the gauge sees: they have to lose something.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEMORY = Path("/dev/shm")  # noqa: S108 - what a cut has left is laid out where laying out is cheap


@dataclass(frozen=True)
class Outcome:
    """What was done and what was found."""

    steps: dict[str, int]
    acknowledged: dict[str, int]
    cuts: list[dict[str, object]]

    @property
    def broken(self) -> list[str]:
        """Every promise that was broken, cut by cut."""
        return [f"cut at {cut['at']}: {line}" for cut in self.cuts for line in _lines(cut)]

    @property
    def losing_cuts(self) -> int:
        return sum(1 for cut in self.cuts if _lines(cut))

    def __str__(self) -> str:
        steps = ", ".join(f"{kind} {number:,}" for kind, number in sorted(self.steps.items()))
        told = ", ".join(f"{kind} {number:,}" for kind, number in sorted(self.acknowledged.items()))
        lines = [f"steps recorded: {steps}", f"acknowledged: {told}", f"cuts: {len(self.cuts)}"]
        lines += [f"BROKEN: {line}" for line in self.broken[:50]]
        lines += [f"{self.losing_cuts} cuts broke a promise." if self.broken else "Nothing acknowledged was lost."]
        return "\n".join(lines)


def _lines(cut: dict[str, object]) -> list[str]:
    lines = cut["broken"]
    assert isinstance(lines, list)
    return lines


def record(folder: Path, *, seconds: float, synchronous: str = "FULL") -> None:
    """A site has worked in this folder; its record lies there."""
    _run("bench.power.workload", str(folder), "--seconds", str(seconds), "--synchronous", synchronous)


def cut(folder: Path, *, cuts: int, seed: int, lies: str = "nothing") -> Outcome:
    """What these cuts of the recorded run have left, looked at."""
    told = _run("bench.power.checking", str(folder), "--cuts", str(cuts), "--seed", str(seed), "--lies", lies)
    return Outcome(**json.loads(told))


def _run(module: str, *arguments: str) -> str:
    names = ("PATH", "HOME", "LANG", "TMPDIR")
    environment = {name: os.environ[name] for name in names if name in os.environ} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-4000:]}")
    return done.stdout


def main() -> int:
    """Records, cuts, prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1866)
    parser.add_argument("--seconds", type=float, default=15, help="how long the site works (default 15)")
    parser.add_argument("--synchronous", choices=("FULL", "NORMAL", "OFF"), default="FULL")
    parser.add_argument(
        "--lies",
        choices=("nothing", "files", "everything"),
        default="nothing",
        help="whose syncs return and do nothing: the site's own files', or everything's",
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="undersigned-power-") as scratch:
        folder = Path(scratch)
        record(folder, seconds=arguments.seconds, synchronous=arguments.synchronous)
        outcome = cut(folder, cuts=arguments.cuts, seed=arguments.seed, lies=arguments.lies)
    print(outcome)
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
