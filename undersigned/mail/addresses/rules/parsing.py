"""One address out of what somebody typed, or why it is none. Asks no network: the letter itself is the test.

Codes: `missing`, `too_long`, `not_one`, `control`, `literal`, `lookalike`, `not_an_address`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from email_validator import EmailNotValidError, validate_email

# RFC 5321, 4.5.3.1: 64 octets, "@", 255 octets. Read before anything is parsed, so that no input takes long.
LIMIT_BYTES: Final = 320
LIMIT_LOCAL_BYTES: Final = 64
LIMIT_LABELS: Final = 32
# RFC 5322's dot-atom without capitals, 64 octets of it, before a name as hosts have them, in an address of ordinary
# length: it needs no look for what else could be wrong. "=?" is left to that look.
PLAIN: Final = re.compile(
    r"(?=[^@]{1,64}@)(?![^@]*=\?)([a-z0-9_!#$%&'*+/=?^`{|}~-]+(?:\.[a-z0-9_!#$%&'*+/=?^`{|}~-]+)*)@([a-zA-Z0-9.-]+)",
    re.ASCII,
)
PLAIN_LENGTH: Final = 254
ASCII_CAPITALS: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class AddressRefused(Exception):
    """This is not one address to which a letter can go; `code` says why."""

    def __init__(self, code: str) -> None:
        """Remember the code."""
        super().__init__(code)
        self.code = code


def parse_address(raw: str) -> str:
    """The address: local part as typed, domain in lower case as A-labels (RFC 5890), or AddressRefused.

    Never a different mailbox than was typed: where normalising would turn a look-alike into somebody's ASCII address
    (the Kelvin sign into "k", a full-width letter of a domain into a plain one), the address is refused.
    """
    text = raw.strip(" ")
    plain = PLAIN.fullmatch(text) if len(text) <= PLAIN_LENGTH and text.count(".") < LIMIT_LABELS else None
    if plain is None:
        _refuse_early(text)
        return _judged(text)
    local, domain = plain.groups()
    return f"{local}@{_plain_domain(domain)}"


@lru_cache(maxsize=4096)
def _plain_domain(domain: str) -> str:
    """The domain in lower case, or AddressRefused: judged once, since a million people write the same dozen."""
    return _judged(f"a@{domain}")[2:]


def _judged(text: str) -> str:
    local, _, domain = text.rpartition("@")
    try:
        # test_environment lets `.test` pass, which is reserved for just that; other reserved names never get a letter.
        valid = validate_email(
            text, check_deliverability=False, allow_quoted_local=False, allow_domain_literal=False,
            allow_display_name=False, globally_deliverable=False, test_environment=True,
        )  # fmt: skip
    except (EmailNotValidError, UnicodeError, ValueError):
        raise AddressRefused("not_an_address") from None
    ascii_domain = (valid.ascii_domain or "").translate(ASCII_CAPITALS)
    if "." not in ascii_domain or ascii_domain.rpartition(".")[2].isdecimal():
        raise AddressRefused("not_an_address")
    if _is_folded(local) or _domain_is_folded(domain, ascii_domain):
        raise AddressRefused("lookalike")
    return f"{valid.local_part}@{ascii_domain}"


def hashed_form(address: str) -> str:
    """The form that the ledger hashes: NFC, lower case, domain as A-label."""
    local, _, domain = address.rpartition("@")
    return f"{unicodedata.normalize('NFC', local).lower()}@{domain.translate(ASCII_CAPITALS)}"


def shown_address(address: str) -> str:
    """The address as people write it: an international domain in its own letters. For showing only."""
    local, _, domain = address.rpartition("@")
    try:
        labels = [label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
                  for label in domain.split(".")]  # fmt: skip
    except UnicodeError:
        return address
    return f"{local}@{'.'.join(labels)}"


def _refuse_early(text: str) -> None:
    """Refuses by plain sight what the parser would call by a less helpful name, and what would keep it busy."""
    if not text:
        raise AddressRefused("missing")
    if len(text.encode("utf-8", "surrogatepass")) > LIMIT_BYTES or text.count(".") >= LIMIT_LABELS:
        raise AddressRefused("too_long")
    if FORBIDDEN.search(text) or INVISIBLE.search(text):
        raise AddressRefused("control")
    if text.count("@") > 1 or "," in text or ";" in text:
        raise AddressRefused("not_one")
    local, _, domain = text.rpartition("@")
    if "[" in domain:
        raise AddressRefused("literal")
    if len(local.encode("utf-8", "surrogatepass")) > LIMIT_LOCAL_BYTES:
        raise AddressRefused("too_long")
    if "=?" in local:
        # An encoded word (RFC 2047): mail programs would read another mailbox, or a line break, out of it.
        raise AddressRefused("not_an_address")


def _is_folded(typed: str) -> bool:
    """True where NFC, which mail programs apply as well, makes ASCII of what is none."""
    return any(not one.isascii() and unicodedata.normalize("NFC", one).isascii() for one in typed)


def _domain_is_folded(typed: str, ascii_domain: str) -> bool:
    labels = zip(re.split(r"[.\u3002\uff0e\uff61]", typed), ascii_domain.split("."), strict=False)
    return any(not before.isascii() and not after.startswith("xn--") for before, after in labels)
