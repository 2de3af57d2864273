"""More signings with addresses of one mail domain than a company or a school makes; big providers are not counted."""

from typing import Final

from django.utils.translation import gettext_noop

from undersigned.mail.addresses.rules.mailboxes import PROVIDERS
from undersigned.mail.addresses.rules.suggestions import COMMON, REAL
from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Evidence, Rule

BIG: Final[frozenset[str]] = frozenset((*COMMON, *REAL, *PROVIDERS))
A_MINUTE: Final = 30
AN_HOUR: Final = 300
DOMAIN_BURST = Reason(
    "domain_burst", Verdict.HOLD, gettext_noop("Many signings with its mail domain came within a minute.")
)
DOMAIN_SUSTAINED = Reason(
    "domain_sustained", Verdict.HOLD, gettext_noop("Many signings with its mail domain came within an hour.")
)


def judge(evidence: Evidence) -> Reason | None:
    """The burst before the hour."""
    if evidence.of_domain.minute > A_MINUTE:
        return DOMAIN_BURST
    return DOMAIN_SUSTAINED if evidence.of_domain.hour > AN_HOUR else None


RULE = Rule("domain_window", (DOMAIN_BURST, DOMAIN_SUSTAINED), judge)
