"""A field that no person can see was filled."""

from django.utils.translation import gettext_noop

from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Evidence, Rule

TRAP = Reason("trap", Verdict.REFUSE, gettext_noop("The field that nobody sees was filled."))


def judge(evidence: Evidence) -> Reason | None:
    """TRAP where anything but white space stands there."""
    trap = evidence.request.trap
    return TRAP if trap and trap.strip() else None


RULE = Rule("trap", (TRAP,), judge)
