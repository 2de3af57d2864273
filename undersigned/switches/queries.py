"""What is turned off: asked on every way that a storm takes, so kept in each process for two seconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from undersigned.switches.models import TurnedOff
from undersigned.switches.rules import KNOWN_WITHIN_SECONDS, Switch


@dataclass(frozen=True, slots=True)
class Off:
    """Why something is off, in the staff's words, and since when."""

    reason: str
    since: datetime


class _Known:
    off: Mapping[str, Off] = {}
    until = 0.0


def turned_off() -> dict[str, Off]:
    """All that is off, as the database says now."""
    return {row.switch: Off(row.reason, row.since) for row in TurnedOff.objects.all()}


def why_off(switch: Switch) -> Off | None:
    """Why this is off, or None while it is on; at most two seconds old."""
    now = monotonic()
    if now >= _Known.until:
        _Known.off = turned_off()
        _Known.until = now + KNOWN_WITHIN_SECONDS
    return _Known.off.get(switch)


def forget() -> None:
    """Ask anew next time, as whoever turned a switch wants to see it."""
    _Known.until = 0.0
