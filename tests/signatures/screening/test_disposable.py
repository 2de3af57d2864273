"""Domains of throw-away mailboxes: a signal, no more."""

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.mail.addresses.rules.mailboxes import PROVIDERS
from undersigned.signatures.rules.verdicts import Verdict
from undersigned.signatures.screening.disposable import DISPOSABLE, KNOWN, is_disposable, judge
from undersigned.signatures.screening.domain_window import BIG


@pytest.mark.parametrize(
    ("domain", "is_caught"),
    [
        ("mailinator.com", True),
        ("anything.mailinator.com", True),
        ("a.b.mailinator.com", True),
        ("xmailinator.brambleworth.example", False),
        ("mailinator.com.example", False),
        ("gmail.com", False),
        ("com", False),
        ("", False),
    ],
)
def test_the_package_knows(domain: str, is_caught: bool) -> None:
    assert is_disposable(domain) is is_caught
    assert judge(evidence(domain=domain)) is (DISPOSABLE if is_caught else None)


def test_the_package_is_there_and_whole() -> None:
    assert len(KNOWN) > 3000


@pytest.mark.parametrize("domain", sorted({*BIG, *PROVIDERS}))
def test_no_big_provider_is_disposable(domain: str) -> None:
    assert not is_disposable(domain)


def test_it_holds_for_staff_and_never_refuses() -> None:
    assert (DISPOSABLE.verdict, DISPOSABLE.for_staff) == (Verdict.HOLD, True)
