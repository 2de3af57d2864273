"""Under which names this room derives, marks and seals."""

from undersigned.keys.rules import derive
from undersigned.keys.site import address_fingerprint, seal_for_site, site_key, unseal_for_site
from undersigned.mail.addresses.rules import canonical

WORDS_CONTEXT = b"report-words:"
EMAIL_CONTEXT = b"report-email:"
MARK_BYTES = 16
ORIGIN_BYTES = 8


def reply_key() -> bytes:
    """The key of the links that confirm a reply, 32 bytes."""
    return site_key("reply link")


def mark_of(*parts: str) -> bytes:
    """Keyed hash of a network or a petition, for counting forms."""
    return derive(site_key("address form counts"), "mark", *(part.encode() for part in parts))[:MARK_BYTES]


def origin_of(pid: str, network: str) -> bytes:
    """Keyed hash of a network, different for every petition; b"" where the network is unknown."""
    if not network:
        return b""
    return derive(site_key("address report origins"), "origin", pid.encode(), network.encode())[:ORIGIN_BYTES]


def mailbox_of(email: str) -> bytes:
    """Keyed hash of an address in this room alone: it says nothing beside accounts or signatures."""
    return derive(site_key("address reports"), "mailbox", address_fingerprint(canonical(email)))[:MARK_BYTES]


def sealed_words(words: str, pid: str) -> bytes:
    """A reporter's words, sealed."""
    return seal_for_site(words.encode(), context=WORDS_CONTEXT + pid.encode())


def opened_words(sealed: bytes, pid: str) -> str:
    """The words again."""
    return unseal_for_site(bytes(sealed), context=WORDS_CONTEXT + pid.encode()).decode()


def sealed_email(email: str, mailbox: bytes) -> bytes:
    """An address, sealed."""
    return seal_for_site(email.encode(), context=EMAIL_CONTEXT + mailbox)


def opened_email(sealed: bytes, mailbox: bytes) -> str:
    """The address again."""
    return unseal_for_site(bytes(sealed), context=EMAIL_CONTEXT + bytes(mailbox)).decode()
