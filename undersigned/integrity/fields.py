"""What this room seals: under the site's ring, since a campaign may speak of many petitions."""

from undersigned.integrity.rules.conditions import Conditions, from_written, written
from undersigned.keys.site import seal_for_site, unseal_for_site

CONDITIONS_CONTEXT = b"undersigned/1 campaign conditions"
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
