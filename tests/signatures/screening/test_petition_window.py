"""More of one petition than any crowd ever made."""

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Lately
from undersigned.signatures.screening.petition_window import (
    A_MINUTE,
    AN_HOUR,
    PETITION_BURST,
    PETITION_SUSTAINED,
    RULE,
    judge,
)


@pytest.mark.parametrize(
    ("minute", "hour", "reason"),
    [
        (0, 0, None),
        (1, 1, None),
        (A_MINUTE, AN_HOUR, None),
        (A_MINUTE + 0.01, A_MINUTE + 1, PETITION_BURST),
        (1, AN_HOUR + 0.01, PETITION_SUSTAINED),
        (A_MINUTE + 1, AN_HOUR + 1, PETITION_BURST),
    ],
)
def test_the_edges(minute: float, hour: float, reason: Reason | None) -> None:
    assert judge(evidence(of_petition=Lately(minute, hour))) is reason


def test_a_crowd_is_slowed_and_never_refused() -> None:
    assert [(reason.verdict, reason.for_staff) for reason in RULE.reasons] == [(Verdict.HOLD, False)] * 2


def test_the_greatest_storm_that_is_known_is_let_through() -> None:
    """London, March 2019: 2,000 a minute, 33 a second."""
    assert judge(evidence(of_petition=Lately(2_000, 2_000 * 60))) is None
