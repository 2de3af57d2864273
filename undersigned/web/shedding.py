"""What is left out while the staff turned it off, and by itself while many wait to sign."""

from collections.abc import Callable

from undersigned.switches.queries import why_off
from undersigned.switches.rules import Switch

_storms: list[Callable[[], bool]] = []


def shed_while(is_stormy: Callable[[], bool]) -> None:
    """From now on this is asked as well; the door, which knows how many wait, says so itself."""
    _storms.append(is_stormy)


def is_left_out(part: Switch) -> bool:
    """True where this part of a page is not worth its work now."""
    return any(is_stormy() for is_stormy in _storms) or why_off(part) is not None
