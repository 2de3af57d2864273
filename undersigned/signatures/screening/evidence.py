"""What every rule may look at: one signing, and what is known around it at that moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from undersigned.signatures.rules.entries import Entry
from undersigned.signatures.rules.requests import SigningRequest
from undersigned.signatures.rules.verdicts import Reason


class Lately(NamedTuple):
    """How many signings in the last minute, hour and day, this one among them; 0 where nobody counts."""

    minute: float = 0.0
    hour: float = 0.0
    day: float = 0.0


class Evidence(NamedTuple):
    """One signing and what is known around it."""

    request: SigningRequest
    now: datetime
    domain: str
    entries: Sequence[Entry] = ()
    """Lines of the lists that speak of this signing."""
    of_network: Lately = Lately()
    of_domain: Lately = Lately()
    """Never counted for big providers, nor are the two that follow."""
    of_petition: Lately = Lately()
    of_site: Lately = Lately()
    of_both: Lately = Lately()
    """With this mail domain from this network; of an hour."""
    of_domain_here: Lately = Lately()
    """With this mail domain for this petition; of a day."""
    is_alarmed: bool = False
    """True while the petition or the site is under attack."""
    is_proven: bool = False
    """True where a proof of work came along that holds and was not spent before."""
    challenge_age: timedelta | None = None
    """Since the page's script fetched the challenge; None without script."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `docs/running/screening.md` describes it under its name."""

    name: str
    reasons: tuple[Reason, ...]
    """All that `judge` may return."""
    judge: Callable[[Evidence], Reason | None]
