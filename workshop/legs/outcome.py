"""How a leg ended, read from its exit status and from pytest's own report."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Outcome:
    """Counts of one leg; a leg without tests counts as one. `reason` is given where it was skipped."""

    name: str
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reason: str = ""

    @property
    def was_skipped(self) -> bool:
        return bool(self.reason)

    def line(self) -> str:
        """The leg's line at the end."""
        if self.was_skipped:
            return f"{self.name:<22} skipped because {self.reason}"
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return f"{self.name:<22} ran {self.seconds:6.1f} s  {counts}"


def of_command(name: str, seconds: float, status: int) -> Outcome:
    """One thing that passed or failed."""
    return Outcome(name, seconds, passed=int(status == 0), failed=int(status != 0))


def of_tests(name: str, seconds: float, status: int, report: Path) -> Outcome:
    """Counts of pytest's report; a run that failed without a failed test counts as one failure."""
    total = failed = skipped = 0
    if report.exists():
        # The file was written a moment ago by our own pytest.
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314
            total += int(suite.get("tests", 0))
            failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped += int(suite.get("skipped", 0))
    passed = total - failed - skipped
    # Exit status 5 is pytest's "no test ran": a leg that proves nothing has failed as well.
    if status != 0 and failed == 0:
        failed = 1
    return Outcome(name, seconds, passed, failed, skipped)


def is_good(outcomes: list[Outcome], *, is_strict: bool) -> bool:
    """Nothing failed and, when strict, nothing was skipped."""
    if any(outcome.failed for outcome in outcomes):
        return False
    return not is_strict or not any(outcome.skipped for outcome in outcomes)


def summary(outcomes: list[Outcome]) -> str:
    """The last line of all, in the form that other programs read."""
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    skipped = sum(outcome.skipped for outcome in outcomes)
    return f"{passed} passed, {failed} failed, {skipped} skipped"
