"""What the page of a mailed link shows. Read only."""

from datetime import datetime
from uuid import UUID

from undersigned.petitions.rules.supporters import AHEAD
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import (
    is_about,
    other_names,
    read_letter_token,
    readable_contents,
    takes_confirmations,
    takes_support,
)
from undersigned.signatures.rules.outcomes import LetterPage, Standing
from undersigned.signatures.rules.states import AFFIRMED, CONFIRM_WITHIN, STANDING, WAITING, Kind, State


def letter_of(token: str, now: datetime) -> LetterPage | None:
    """What the page of a mailed link shows, or None where there is no such letter any more. Looking changes nothing."""
    parts = read_letter_token(token)
    row = _row(parts.row) if parts else None
    if parts is None or row is None or not is_about(parts, row) or row.state not in (*WAITING, *AFFIRMED):
        return None
    contents = readable_contents(row)
    if contents is None:
        return None
    return LetterPage(
        petition_id=row.petition_id,
        slug=row.petition.slug,
        standing=_standing(row, now),
        name=contents.name,
        place=contents.place,
        country=row.country,
        shows_name=row.show_name,
        wants_updates=row.updates,
        others=other_names(row),
        language=row.language,
        version=row.version,
        signed_at=row.created_at,
        confirm_until=row.created_at + CONFIRM_WITHIN,
        is_ahead=row.petition.state in AHEAD,
        is_changed=row.letter_kind == Kind.AGAIN,
    )


def _row(row: UUID) -> Signature | None:
    return Signature.objects.select_related("petition").filter(pk=row).first()


def _standing(row: Signature, now: datetime) -> Standing:
    if row.state in STANDING:
        return Standing.CONFIRMED
    if row.petition.state in AHEAD:
        return _ahead(row)
    return Standing.WAITING if takes_confirmations(row.petition, now) else Standing.ENDED


def _ahead(row: Signature) -> Standing:
    if row.state == State.SUPPORTING:
        return Standing.SUPPORTING
    return Standing.WAITING if takes_support(row.petition) else Standing.LATER
