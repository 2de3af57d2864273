"""Domains whose mailboxes anybody opens for ten minutes, from the package `disposable-email-domains`."""

from functools import lru_cache
from typing import Final

from disposable_email_domains import blocklist
from django.utils.translation import gettext_noop

from undersigned.signatures.rules.verdicts import Reason, Verdict
from undersigned.signatures.screening.evidence import Evidence, Rule

KNOWN: Final[frozenset[str]] = frozenset(blocklist)
# A signal, no more: people hide their address for good reasons too, and the list is others' work.
DISPOSABLE = Reason("disposable", Verdict.HOLD, gettext_noop("Its mail domain is a disposable one."), for_staff=True)


@lru_cache(maxsize=16_384)
def is_disposable(domain: str) -> bool:
    """True for a known domain and for all below it."""
    labels = domain.split(".")
    return any(".".join(labels[first:]) in KNOWN for first in range(len(labels) - 1))


def judge(evidence: Evidence) -> Reason | None:
    """DISPOSABLE where the domain is known."""
    return DISPOSABLE if is_disposable(evidence.domain) else None


RULE = Rule("disposable", (DISPOSABLE,), judge)
