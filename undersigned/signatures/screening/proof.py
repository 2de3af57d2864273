"""While an attack lasts, whoever brings no proof of work waits: bots, and people without JavaScript, who are let go."""

from django.utils.translation import gettext_noop

from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Evidence, Rule

NO_PROOF = Reason("no_proof", Verdict.HOLD, gettext_noop("It came without proof of work while an attack was felt."))


def judge(evidence: Evidence) -> Reason | None:
    """NO_PROOF while there is an alarm and no proof holds."""
    return NO_PROOF if evidence.is_alarmed and not evidence.is_proven else None


RULE = Rule("proof", (NO_PROOF,), judge)
