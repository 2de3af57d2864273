"""A field that no person can see was filled."""

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.verdicts import Verdict
from undersigned.signatures.screening.trap import TRAP, judge


@pytest.mark.parametrize(
    ("typed", "is_caught"), [("", False), (" \t\n", False), ("http://spam.example", True), ("0", True), (" x", True)]
)
def test_what_stands_in_the_field(typed: str, is_caught: bool) -> None:
    assert judge(evidence(request_trap=typed)) is (TRAP if is_caught else None)


def test_it_refuses() -> None:
    assert TRAP.verdict is Verdict.REFUSE
