"""Letters leave evenly, on a clock that the test moves."""

import threading

import pytest

from undersigned.mail.pace import Pace


def test_a_rest_is_followed_by_no_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    class Time:
        now = 1000.0

        def monotonic(self) -> float:
            return self.now

    class Patient(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            time_.now += timeout or 0
            return False

    time_, pace = Time(), Pace(4)
    monkeypatch.setattr("undersigned.mail.pace.time", time_)
    left = []
    for rest in (0, 0, 0, 3600, 0, 0, 0.125, 0):
        time_.now += rest
        pace.wait(Patient())
        left.append(time_.now - 1000)
    assert left == [0, 0.25, 0.5, 3600.5, 3600.75, 3601, 3601.25, 3601.5]
