"""Under which names this room derives, beside the petitions' own keys."""

from undersigned.keys.rules import derive
from undersigned.keys.site import site_key


def support_key(number: int) -> bytes:
    """The key of the secret links under which supporters find a petition, 32 bytes.

    `number`: how often the petition's link was exchanged; each time its link is another.
    """
    first = site_key("supporters link")
    return derive(first, "exchanged link", number.to_bytes(4, "big")) if number else first
