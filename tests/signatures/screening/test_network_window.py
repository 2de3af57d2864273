"""More from one network than a household makes."""

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Lately
from undersigned.signatures.screening.network_window import (
    A_MINUTE,
    AN_HOUR,
    NETWORK_BURST,
    NETWORK_SUSTAINED,
    RULE,
    SHARE,
    judge,
)


@pytest.mark.parametrize(
    ("minute", "hour", "reason"),
    [
        (0, 0, None),
        (1, 1, None),
        (A_MINUTE, AN_HOUR, None),
        (A_MINUTE + 0.01, A_MINUTE + 1, NETWORK_BURST),
        (1, AN_HOUR + 0.01, NETWORK_SUSTAINED),
        (A_MINUTE + 1, AN_HOUR + 1, NETWORK_BURST),
    ],
)
def test_the_edges(minute: float, hour: float, reason: Reason | None) -> None:
    assert judge(evidence(of_network=Lately(minute, hour))) is reason


def test_in_a_storm_a_carrier_may_bring_its_share() -> None:
    site = Lately(50_000, 1_000_000)
    assert judge(evidence(of_network=Lately(50_000 * SHARE, 1_000_000 * SHARE), of_site=site)) is None
    assert judge(evidence(of_network=Lately(50_000 * SHARE + 1, 1), of_site=site)) is NETWORK_BURST
    assert judge(evidence(of_network=Lately(1, 1_000_000 * SHARE + 1), of_site=site)) is NETWORK_SUSTAINED


def test_a_crowd_is_slowed_and_never_refused() -> None:
    assert [(reason.verdict, reason.for_staff) for reason in RULE.reasons] == [(Verdict.HOLD, False)] * 2
