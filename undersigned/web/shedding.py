"""What is left out while the staff turned it off, and by itself while many wait to sign."""

from undersigned.switches.queries import why_off
from undersigned.switches.rules import Switch
from undersigned.web.door.gathers import is_stormy


def is_left_out(part: Switch) -> bool:
    """True where this part of a page is not worth its work now."""
    return is_stormy() or why_off(part) is not None
