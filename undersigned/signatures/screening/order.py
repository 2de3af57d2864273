"""All rules, in the order in which they are asked."""

from typing import Final

from undersigned.signatures.rules.verdicts import Reason, Screened, Verdict
from undersigned.signatures.screening import (
    allowed,
    blocked,
    disposable,
    domain_window,
    haste,
    network_window,
    petition_window,
    proof,
    trap,
)
from undersigned.signatures.screening.evidence import Evidence, Rule

RULES: Final[tuple[Rule, ...]] = (
    allowed.RULE,
    trap.RULE,
    blocked.RULE,
    disposable.RULE,
    haste.RULE,
    domain_window.RULE,
    network_window.RULE,
    petition_window.RULE,
    proof.RULE,
)
NOTHING: Final = Screened((), None)
SILENT: Final = ("silent", "silent too")
"""Counted in place of rules that did not speak, so that a signing that two rules doubt writes as many rows as one that
none does: what is written can be felt from afar. More than two doubts at once write more."""
SLOWED: Final[dict[str, list[str]]] = {
    rule.name: [one.code for one in rule.reasons if one.verdict is Verdict.HOLD and not one.for_staff] for rule in RULES
}
"""By rule: the reasons for which a letter waits for its turn and for nobody's decision."""
REASONS: Final[dict[str, Reason]] = {reason.code: reason for rule in RULES for reason in rule.reasons}


def screen(evidence: Evidence) -> Screened:
    """What all rules say. A rule that lets pass ends the questions; otherwise the strictest decides, the first of them.

    Every rule is asked, so that counts say what each of them would have done.
    """
    fired: list[Reason] = []
    for rule in RULES:
        reason = rule.judge(evidence)
        if reason is None:
            continue
        fired.append(reason)
        if reason.verdict is Verdict.PASS:
            return Screened((reason,), reason)
    if not fired:
        return NOTHING
    return Screened(tuple(fired), max(fired, key=lambda reason: reason.verdict))
