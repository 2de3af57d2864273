"""More signings of one petition than any crowd ever made."""

from typing import Final

from django.utils.translation import gettext_noop

from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Evidence, Rule

# The greatest storm that is known (London, March 2019) brought 2,000 a minute: popularity alone holds nobody here. What
# is far above a petition's own usual raises the alarm instead (rules.alarms) and asks for proof of work.
A_MINUTE: Final = 4_000
AN_HOUR: Final = 150_000
PETITION_BURST = Reason(
    "petition_burst", Verdict.HOLD, gettext_noop("More signings of the petition came within a minute than ever seen.")
)
PETITION_SUSTAINED = Reason(
    "petition_sustained",
    Verdict.HOLD,
    gettext_noop("More signings of the petition came within an hour than ever seen."),
)


def judge(evidence: Evidence) -> Reason | None:
    """The burst before the hour."""
    if evidence.of_petition.minute > A_MINUTE:
        return PETITION_BURST
    return PETITION_SUSTAINED if evidence.of_petition.hour > AN_HOUR else None


RULE = Rule("petition_window", (PETITION_BURST, PETITION_SUSTAINED), judge)
