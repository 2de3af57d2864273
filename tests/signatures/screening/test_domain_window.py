"""More of one mail domain than a company makes."""

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.domain_window import (
    A_DAY,
    A_MINUTE,
    AN_HOUR,
    BIG,
    DOMAIN_BURST,
    DOMAIN_DAY,
    DOMAIN_NETWORK,
    DOMAIN_SUSTAINED,
    FROM_ONE_NETWORK,
    RULE,
    SHARE,
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


@pytest.mark.parametrize(
    ("here", "petition", "reason"),
    [(A_DAY, A_DAY, None), (A_DAY + 0.01, A_DAY, DOMAIN_DAY), (A_DAY + 1, (A_DAY + 1) / SHARE + 1, None),
     (A_DAY + 2, (A_DAY + 1) / SHARE, DOMAIN_DAY), (9_000, 1_000_000, None)],
)  # fmt: skip
def test_a_large_part_of_a_day_is_held(here: float, petition: float, reason: Reason | None) -> None:
    """A provider that we do not know brings hundreds, too, but a small part of many."""
    seen = evidence(of_domain_here=Lately(day=here), of_petition=Lately(day=petition))
    assert judge(seen) is reason


def test_an_office_is_told_from_a_provider_by_its_network() -> None:
    assert judge(evidence(of_both=Lately(hour=FROM_ONE_NETWORK))) is None
    assert judge(evidence(of_both=Lately(hour=FROM_ONE_NETWORK + 0.01))) is DOMAIN_NETWORK


def test_in_a_storm_a_provider_may_bring_its_share() -> None:
    site = Lately(50_000, 1_000_000)
    assert judge(evidence(of_domain=Lately(50_000 * SHARE, 1_000_000 * SHARE), of_site=site)) is None
    assert judge(evidence(of_domain=Lately(50_000 * SHARE + 1, 1), of_site=site)) is DOMAIN_BURST
    assert judge(evidence(of_domain=Lately(1, 1_000_000 * SHARE + 1), of_site=site)) is DOMAIN_SUSTAINED


def test_a_crowd_is_slowed_and_never_refused() -> None:
    assert [(reason.verdict, reason.for_staff) for reason in RULE.reasons] == [(Verdict.HOLD, False)] * 4


@pytest.mark.parametrize("domain", ["gmail.com", "googlemail.com", "hotmail.com.tr", "yandex.ru", "web.de"])
def test_big_providers_are_known(domain: str) -> None:
    assert domain in BIG
