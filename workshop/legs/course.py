"""Runs the legs, as many at a time as there are cores for, and shows what failed."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from workshop.legs.legs import ROOT, Leg, LegMissing, module
from workshop.legs.outcome import Outcome, of_command, of_tests


@dataclass
class Course:
    """The legs in order; each starts as soon as its cores are free. Ends what it started when it is interrupted."""

    legs: Sequence[Leg]
    is_long: bool = False
    cores: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))

    def __post_init__(self) -> None:
        self._change = threading.Condition()
        self._free = self.cores
        self._outcomes: dict[str, Outcome] = {}
        self._started: list[subprocess.Popen[bytes]] = []

    def run(self) -> list[Outcome]:
        """Outcomes in the order of the legs."""
        threads = []
        try:
            for leg in self.legs:
                self._take(leg.cores)
                thread = threading.Thread(target=self._run_leg, args=(leg,), name=leg.name)
                thread.start()
                threads.append(thread)
            for thread in threads:
                thread.join()
        except KeyboardInterrupt:
            self._end_all()
            raise
        return [self._outcomes[leg.name] for leg in self.legs]

    def _take(self, cores: int) -> None:
        with self._change:
            self._change.wait_for(lambda: self._free >= min(cores, self.cores))
            self._free -= cores

    def _run_leg(self, leg: Leg) -> None:
        with tempfile.TemporaryDirectory(prefix="undersigned-leg-") as folder:
            output = Path(folder) / "output"
            began = time.monotonic()
            try:
                outcome = self._prove(leg, Path(folder), output, began)
            except LegMissing as missing:
                outcome = Outcome(leg.name, time.monotonic() - began, skipped=1, reason=str(missing))
            except Exception as fault:
                output.write_text(f"the leg itself broke: {fault!r}\n")
                outcome = Outcome(leg.name, time.monotonic() - began, failed=1)
            self._tell(leg, outcome, output)

    def _prove(self, leg: Leg, folder: Path, output: Path, began: float) -> Outcome:
        report = folder / "report.xml"
        command = list(leg.command)
        if leg.tests:
            command = [*module("pytest", *leg.tests, *leg.options), "-q", f"--junitxml={report}"]
            command += ["--long"] if self.is_long else []
        with leg.surroundings() as variables, output.open("wb") as file:
            status = self._finish(command, {**os.environ, **variables}, file.fileno())
        seconds = time.monotonic() - began
        if leg.tests:
            return of_tests(leg.name, seconds, status, report)
        return of_command(leg.name, seconds, status)

    def _finish(self, command: list[str], environment: dict[str, str], output: int) -> int:
        # A session of its own, so that what a leg left behind can be ended with it.
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        self._started.append(process)
        try:
            return process.wait()
        finally:
            _end(process)

    def _tell(self, leg: Leg, outcome: Outcome, output: Path) -> None:
        with self._change:
            if outcome.failed:
                print(f"---- {leg.name} ----\n{output.read_text(errors='replace').rstrip()}\n----", flush=True)
            mark = "skip" if outcome.was_skipped else "FAIL" if outcome.failed else "ok"
            print(f"{mark:<5}{leg.name} ({outcome.seconds:.1f} s)", flush=True)
            self._outcomes[leg.name] = outcome
            self._free += leg.cores
            self._change.notify_all()

    def _end_all(self) -> None:
        for process in self._started:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Nothing of the leg's session runs any more."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM if process.poll() is None else signal.SIGKILL)
