"""How legs are run, counted and told."""

import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from workshop.legs.course import Course
from workshop.legs.legs import LEGS, Leg, LegMissing
from workshop.legs.outcome import Outcome, is_good, of_tests, summary

REPORT = '<testsuites><testsuite tests="9" failures="1" errors="1" skipped="2"/></testsuites>'


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@contextmanager
def nowhere() -> Iterator[Mapping[str, str]]:
    raise LegMissing("no such thing here; apt-get install thing")
    yield {}  # type: ignore[unreachable]  # it has to be a generator all the same


def test_a_leg_is_told_in_one_line_and_summed(capsys: pytest.CaptureFixture[str]) -> None:
    legs = (
        Leg("well", python("print('quiet')")),
        Leg("badly", python("print('loud'); raise SystemExit(3)")),
        Leg("absent", python(""), surroundings=nowhere),
    )
    outcomes = Course(legs, cores=2).run()
    shown = capsys.readouterr().out
    assert "loud" in shown
    assert "quiet" not in shown
    assert summary(outcomes) == "1 passed, 1 failed, 1 skipped"
    assert [outcome.line().split()[0] for outcome in outcomes] == ["well", "badly", "absent"]
    assert outcomes[2].line().endswith("skipped because no such thing here; apt-get install thing")


@pytest.mark.parametrize(
    ("outcome", "plain", "strict"),
    [
        (Outcome("a", 1.0, passed=3), True, True),
        (Outcome("a", 1.0, passed=3, skipped=1), True, False),
        (Outcome("a", 1.0, skipped=1, reason="nothing here"), True, False),
        (Outcome("a", 1.0, passed=3, failed=1), False, False),
    ],
)
def test_strict_forgives_no_skip(outcome: Outcome, plain: bool, strict: bool) -> None:
    assert is_good([outcome], is_strict=False) is plain
    assert is_good([outcome], is_strict=True) is strict


def test_counts_come_from_pytests_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    outcome = of_tests("suite", 1.0, 1, report)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (5, 2, 2)


@pytest.mark.parametrize("status", [2, 3, 4, 5, -9])
def test_a_run_that_broke_or_proved_nothing_has_failed(tmp_path: Path, status: int) -> None:
    assert of_tests("suite", 1.0, status, tmp_path / "absent.xml").failed == 1


def test_no_more_cores_are_taken_than_there_are() -> None:
    most, running, lock = 0, 0, threading.Lock()

    @contextmanager
    def counted() -> Iterator[Mapping[str, str]]:
        nonlocal most, running
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        yield {}
        with lock:
            running -= 1

    quick = [Leg(f"quick {number}", python(""), surroundings=counted) for number in range(5)]
    Course([*quick, Leg("wide", python(""), cores=2, surroundings=counted)], cores=2).run()
    assert most == 2


def test_what_a_leg_left_behind_is_ended(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    child = f"import time; time.sleep(1); open({str(alive)!r}, 'w')"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])"
    (outcome,) = Course([Leg("untidy", python(code))], cores=2).run()
    assert outcome.failed == 0
    time.sleep(1.5)
    assert not alive.exists()


def test_legs_have_names_of_their_own_and_each_proves_something() -> None:
    assert len({leg.name for leg in LEGS}) == len(LEGS)
    assert all(bool(leg.command) != bool(leg.tests) for leg in LEGS)
