"""What passes between claiming a letter, handing it over and noting how that ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import End, FilledLetter, Letter

Owner = int | None
"""Whose letters take a turn; None where an outbox has no turns."""


@dataclass(frozen=True, slots=True)
class InHand:
    """A claimed letter. `row` is as it was claimed, with the lease that is ours."""

    outbox: Outboxed[Outbox]
    row: Outbox
    letter: Letter | FilledLetter


@dataclass(frozen=True, slots=True)
class Ended:
    """An attempt whose end is known and not noted yet."""

    outbox: Outboxed[Outbox]
    row: Outbox
    end: End
    at: datetime


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A claimed letter whose attempt may have begun: the connection broke while that was committed."""

    row: Outbox
    claimed_until: datetime
    until: datetime
    """How long it is leased if the attempt has begun; no other lease of this row ends at that moment."""


class Seen(NamedTuple):
    """How many due rows of an owner a claim found, and when the youngest of them was due."""

    number: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claim brought: rows that may leave, in order, and what it saw, put off rows included."""

    rows: list[Outbox]
    seen: Mapping[Owner, Seen]
