"""Somebody on the block list: held or refused, as the entry says."""

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.entries import Effect, Entry, Subject
from undersigned.signatures.rules.verdicts import Reason
from undersigned.signatures.screening.blocked import LISTED_HOLD, LISTED_REFUSE, judge


@pytest.mark.parametrize(
    ("effects", "reason"),
    [
        ((), None),
        ((Effect.ALLOW,), None),
        ((Effect.HOLD,), LISTED_HOLD),
        ((Effect.REFUSE,), LISTED_REFUSE),
        ((Effect.HOLD, Effect.REFUSE), LISTED_REFUSE),
    ],
)
def test_the_strictest_entry_decides(effects: tuple[Effect, ...], reason: Reason | None) -> None:
    entries = [Entry(Subject.DOMAIN, "a.example", effect) for effect in effects]
    assert judge(evidence(entries=entries)) is reason
