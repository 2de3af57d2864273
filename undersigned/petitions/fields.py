"""Under which names this room derives, beside the petitions' own keys."""

from undersigned.keys.site import site_key


def support_key() -> bytes:
    """The key of the secret links under which supporters find a petition, 32 bytes."""
    return site_key("supporters link")
