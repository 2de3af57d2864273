"""Somebody of the staff reads what is kept of a signature; the reading itself is written down."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.petitions.queries.desk import pid_at
from undersigned.signatures.queries import find_signature
from undersigned.signatures.rules.outcomes import FoundSignature


def look_up(*, slug: str, email: str, actor: str, reason: str, now: datetime) -> list[FoundSignature]:
    """All signatures of this address (as parse_address returned it) on the petition. Audited, found or not.

    One transaction. The trail holds the petition and the reason, never the address.
    """
    with transaction.atomic():
        about = f"petition {pid_at(slug) or slug}"[:200]
        record_audit(actor=actor, verb="signature.look_up", object=about, reason=reason, now=now)
        return find_signature(slug=slug, email=email)
