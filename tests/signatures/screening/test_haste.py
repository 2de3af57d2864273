"""A form that came back faster than anybody types."""

from datetime import timedelta

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.verdicts import Verdict
from undersigned.signatures.screening.haste import HASTE, judge


@pytest.mark.parametrize(
    ("milliseconds", "is_caught"),
    [(0, True), (1, True), (1999, True), (2000, False), (2001, False), (86_400_000, False)],
)
def test_the_edge_lies_at_two_seconds(milliseconds: int, is_caught: bool) -> None:
    age = timedelta(milliseconds=milliseconds)
    assert judge(evidence(challenge_age=age)) is (HASTE if is_caught else None)


def test_without_script_nothing_is_said() -> None:
    assert judge(evidence(challenge_age=None)) is None


def test_it_holds_and_never_refuses() -> None:
    assert HASTE.verdict is Verdict.HOLD
