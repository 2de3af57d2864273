"""More signings from one network than a household makes; a school or a carrier is slowed, never refused."""

from typing import Final

from django.utils.translation import gettext_noop

from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.rules.windows import is_many
from undersigned.signatures.screening.evidence import Evidence, Rule

# docs/running/replay.md tells how these were chosen and what else was tried.
A_MINUTE: Final = 20
AN_HOUR: Final = 120
SHARE: Final = 0.02
"""In a storm a carrier's address brings more, and less than this part of all."""
NETWORK_BURST = Reason(
    "network_burst", Verdict.HOLD, gettext_noop("Many signings came from its network within a minute.")
)
NETWORK_SUSTAINED = Reason(
    "network_sustained", Verdict.HOLD, gettext_noop("Many signings came from its network within an hour.")
)


def judge(evidence: Evidence) -> Reason | None:
    """The burst before the hour. Where the network is unknown nothing is counted."""
    network, site = evidence.of_network, evidence.of_site
    if is_many(network.minute, A_MINUTE, SHARE, site.minute):
        return NETWORK_BURST
    return NETWORK_SUSTAINED if is_many(network.hour, AN_HOUR, SHARE, site.hour) else None


RULE = Rule("network_window", (NETWORK_BURST, NETWORK_SUSTAINED), judge)
