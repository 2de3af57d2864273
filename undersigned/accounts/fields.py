"""Under which names this room seals and derives."""

from undersigned.keys.rules import derive
from undersigned.keys.site import site_key

EMAIL_CONTEXT = b"account-email:"
LETTER_CONTEXT = b"sign-in-letter-email:"


def sign_in_key() -> bytes:
    """The key of sign-in links, 32 bytes."""
    return site_key("sign-in")


def factor_context(account_id: int) -> bytes:
    """What a second factor is sealed to: it opens nothing in another account's row."""
    return b"second-factor:%d" % account_id


def recovery_hash(account_id: int, code: str) -> bytes:
    """The keyed hash that is kept of a recovery code, 32 bytes."""
    return derive(site_key("recovery codes"), "recovery code", str(account_id).encode(), code.encode())


def factor_tries(account_id: int) -> bytes:
    """Under which address wrong codes of this account are counted, 32 bytes; no mail address has it."""
    return derive(site_key("factor tries"), "factor tries", str(account_id).encode())
