"""Somebody on the allow list passes, whatever else there is."""

import pytest

from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.entries import Effect, Entry, Subject
from undersigned.signatures.rules.verdicts import Verdict
from undersigned.signatures.screening.allowed import ALLOWED, judge
from undersigned.signatures.screening.evidence import Lately
from undersigned.signatures.screening.order import screen


def of(*effects: Effect) -> list[Entry]:
    return [Entry(Subject.NETWORK, "192.0.2.0/24", effect) for effect in effects]


@pytest.mark.parametrize(
    ("effects", "is_allowed"),
    [((), False), ((Effect.HOLD,), False), ((Effect.REFUSE,), False), ((Effect.ALLOW,), True),
     ((Effect.REFUSE, Effect.ALLOW), True)],
)  # fmt: skip
def test_an_entry_allows(effects: tuple[Effect, ...], is_allowed: bool) -> None:
    assert judge(evidence(entries=of(*effects))) is (ALLOWED if is_allowed else None)


def test_nothing_speaks_against_whoever_is_allowed() -> None:
    caught = evidence(
        entries=of(Effect.REFUSE, Effect.ALLOW), request_trap="x", of_network=Lately(999, 9999), is_alarmed=True
    )
    screened = screen(caught)
    assert (screened.verdict, screened.fired) == (Verdict.PASS, (ALLOWED,))
