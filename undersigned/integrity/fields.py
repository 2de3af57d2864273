"""What this room seals: under the site's ring, since a campaign may speak of many petitions."""

from undersigned.integrity.rules.conditions import Conditions, from_written, written
from undersigned.keys.rules import derive
from undersigned.keys.site import seal_for_site, site_key, unseal_for_site

CONDITIONS_CONTEXT = b"undersigned/1 campaign conditions"
SUBJECT_CONTEXT = b"undersigned/1 cluster subject"
OBJECTION_CONTEXT = b"undersigned/1 objection"


def seal_conditions(conditions: Conditions) -> bytes:
    """The conditions, sealed."""
    return seal_for_site(written(conditions), context=CONDITIONS_CONTEXT)


def open_conditions(sealed: bytes | memoryview) -> Conditions:
    """What was sealed."""
    return from_written(unseal_for_site(bytes(sealed), context=CONDITIONS_CONTEXT))


def seal_words(words: str) -> bytes:
    """Words of an objection or of its answer, sealed."""
    return seal_for_site(words.encode(), context=OBJECTION_CONTEXT)


def open_words(sealed: bytes | memoryview) -> str:
    """What was sealed; "" where nothing was."""
    return unseal_for_site(bytes(sealed), context=OBJECTION_CONTEXT).decode() if sealed else ""


def seal_subject(subject: str) -> bytes:
    """What a cluster is about, sealed."""
    return seal_for_site(subject.encode(), context=SUBJECT_CONTEXT)


def open_subject(sealed: bytes | memoryview) -> str:
    """What was sealed."""
    return unseal_for_site(bytes(sealed), context=SUBJECT_CONTEXT).decode()


def subject_key(kind: str, subject: str) -> bytes:
    """16 bytes by which a cluster is found again."""
    return derive(site_key("cluster subject"), "subject", kind.encode(), subject.encode())[:16]


def webhook_secret() -> bytes:
    """The secret that messages to the webhook are signed with, 32 bytes."""
    return site_key("alert webhook")
