"""While an attack lasts, whoever brings no proof of work waits."""

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.verdicts import Verdict
from undersigned.signatures.screening.proof import NO_PROOF, judge


@pytest.mark.parametrize(
    ("is_alarmed", "is_proven", "is_caught"),
    [(False, False, False), (False, True, False), (True, True, False), (True, False, True)],
)
def test_only_under_attack(is_alarmed: bool, is_proven: bool, is_caught: bool) -> None:
    assert judge(evidence(is_alarmed=is_alarmed, is_proven=is_proven)) is (NO_PROOF if is_caught else None)


def test_people_without_script_wait_and_are_let_go_by_themselves() -> None:
    assert (NO_PROOF.verdict, NO_PROOF.for_staff) == (Verdict.HOLD, False)
