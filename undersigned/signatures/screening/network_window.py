"""More signings from one network than a household makes; a school or a carrier is slowed, never refused."""

from typing import Final

from django.utils.translation import gettext_noop

from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Evidence, Rule

A_MINUTE: Final = 20
AN_HOUR: Final = 120
NETWORK_BURST = Reason(
    "network_burst", Verdict.HOLD, gettext_noop("Many signings came from its network within a minute.")
)
NETWORK_SUSTAINED = Reason(
    "network_sustained", Verdict.HOLD, gettext_noop("Many signings came from its network within an hour.")
)


def judge(evidence: Evidence) -> Reason | None:
    """The burst before the hour. Where the network is unknown nothing is counted."""
    if evidence.of_network.minute > A_MINUTE:
        return NETWORK_BURST
    return NETWORK_SUSTAINED if evidence.of_network.hour > AN_HOUR else None


RULE = Rule("network_window", (NETWORK_BURST, NETWORK_SUSTAINED), judge)
