"""Somebody on the allow list passes, whatever else there is."""

from django.utils.translation import gettext_noop

from undersigned.signatures.rules.entries import Effect
from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Evidence, Rule

ALLOWED = Reason("allowed", Verdict.PASS, gettext_noop("It is on the allow list."))


def judge(evidence: Evidence) -> Reason | None:
    """ALLOWED where an entry says so."""
    if not evidence.entries:
        return None
    return ALLOWED if any(entry.effect is Effect.ALLOW for entry in evidence.entries) else None


RULE = Rule("allowed", (ALLOWED,), judge)
