"""A form that came back faster than anybody types, after the page's script had fetched its challenge."""

from django.utils.translation import gettext_noop

from undersigned.signatures.rules.challenges import SOONEST
from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Evidence, Rule

# Held and not refused: a browser that fills the whole form and a quick hand come near it.
HASTE = Reason("haste", Verdict.HOLD, gettext_noop("The form came back within two seconds of the first touch."))


def judge(evidence: Evidence) -> Reason | None:
    """HASTE below SOONEST. Without script there is no challenge, and nothing is said."""
    return HASTE if evidence.challenge_age is not None and evidence.challenge_age < SOONEST else None


RULE = Rule("haste", (HASTE,), judge)
