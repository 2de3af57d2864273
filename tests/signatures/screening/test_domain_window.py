"""More of one mail domain than a company makes."""

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.domain_window import (
    A_MINUTE,
    AN_HOUR,
    BIG,
    DOMAIN_BURST,
    DOMAIN_SUSTAINED,
    RULE,
    judge,
)
from undersigned.signatures.screening.evidence import Lately


@pytest.mark.parametrize(
    ("minute", "hour", "reason"),
    [
        (0, 0, None),
        (1, 1, None),
        (A_MINUTE, AN_HOUR, None),
        (A_MINUTE + 0.01, A_MINUTE + 1, DOMAIN_BURST),
        (1, AN_HOUR + 0.01, DOMAIN_SUSTAINED),
        (A_MINUTE + 1, AN_HOUR + 1, DOMAIN_BURST),
    ],
)
def test_the_edges(minute: float, hour: float, reason: Reason | None) -> None:
    assert judge(evidence(of_domain=Lately(minute, hour))) is reason


def test_a_crowd_is_slowed_and_never_refused() -> None:
    assert [(reason.verdict, reason.for_staff) for reason in RULE.reasons] == [(Verdict.HOLD, False)] * 2


@pytest.mark.parametrize("domain", ["gmail.com", "googlemail.com", "hotmail.com.tr", "yandex.ru", "web.de"])
def test_big_providers_are_known(domain: str) -> None:
    assert domain in BIG
