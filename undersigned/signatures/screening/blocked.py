"""Somebody on the block list: held or refused, as the entry says."""

from django.utils.translation import gettext_noop

from undersigned.signatures.rules.entries import Effect
from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Evidence, Rule

LISTED_REFUSE = Reason("listed_refuse", Verdict.REFUSE, gettext_noop("It is on the block list, to be refused."))
LISTED_HOLD = Reason("listed_hold", Verdict.HOLD, gettext_noop("It is on the block list, to be held."), for_staff=True)


def judge(evidence: Evidence) -> Reason | None:
    """The strictest that an entry says."""
    if not evidence.entries:
        return None
    effects = {entry.effect for entry in evidence.entries}
    if Effect.REFUSE in effects:
        return LISTED_REFUSE
    return LISTED_HOLD if Effect.HOLD in effects else None


RULE = Rule("blocked", (LISTED_REFUSE, LISTED_HOLD), judge)
