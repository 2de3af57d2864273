"""More signings with addresses of one mail domain than a company or a school makes; big providers are not counted."""

from typing import Final

from django.utils.translation import gettext_noop

from undersigned.mail.addresses.rules.mailboxes import PROVIDERS
from undersigned.mail.addresses.rules.suggestions import COMMON, REAL
from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.rules.windows import is_many
from undersigned.signatures.screening.evidence import Evidence, Rule

BIG: Final[frozenset[str]] = frozenset((*COMMON, *REAL, *PROVIDERS))
# docs/running/replay.md tells how these were chosen and what else was tried.
A_MINUTE: Final = 30
AN_HOUR: Final = 300
FROM_ONE_NETWORK: Final = 20
"""In an hour: the people of one office, or of a family with a domain of its own."""
A_DAY: Final = 60
"""Of one petition: what a domain brings at most unnoticed before it is a large part of the crowd."""
SHARE: Final = 0.02
"""A domain that brings less than this part of all is a provider of the country that we do not know."""
DOMAIN_BURST = Reason(
    "domain_burst", Verdict.HOLD, gettext_noop("Many signings with its mail domain came within a minute.")
)
DOMAIN_SUSTAINED = Reason(
    "domain_sustained", Verdict.HOLD, gettext_noop("Many signings with its mail domain came within an hour.")
)
DOMAIN_NETWORK = Reason(
    "domain_network",
    Verdict.HOLD,
    gettext_noop("Many signings with its mail domain came from its network within an hour."),
)
DOMAIN_DAY = Reason(
    "domain_day",
    Verdict.HOLD,
    gettext_noop("A large part of the petition's signings of the last day came with its mail domain."),
)


def judge(evidence: Evidence) -> Reason | None:
    """The shortest span first."""
    domain, site = evidence.of_domain, evidence.of_site
    if is_many(domain.minute, A_MINUTE, SHARE, site.minute):
        return DOMAIN_BURST
    if is_many(domain.hour, AN_HOUR, SHARE, site.hour):
        return DOMAIN_SUSTAINED
    if evidence.of_both.hour > FROM_ONE_NETWORK:
        return DOMAIN_NETWORK
    is_large = is_many(evidence.of_domain_here.day, A_DAY, SHARE, evidence.of_petition.day)
    return DOMAIN_DAY if is_large else None


RULE = Rule("domain_window", (DOMAIN_BURST, DOMAIN_SUSTAINED, DOMAIN_NETWORK, DOMAIN_DAY), judge)
