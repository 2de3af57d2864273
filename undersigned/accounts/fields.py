"""Under which names this room seals and derives."""

from undersigned.keys.site import site_key

EMAIL_CONTEXT = b"account-email:"
LETTER_CONTEXT = b"sign-in-letter-email:"


def sign_in_key() -> bytes:
    """The key of sign-in links, 32 bytes."""
    return site_key("sign-in")
