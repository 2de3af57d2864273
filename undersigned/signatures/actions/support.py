"""Somebody supports a petition that they read under its secret link."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.models import Gathering
from undersigned.petitions.rules.states import State
from undersigned.signatures.actions.hold_texts import hold_texts
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.rules.outcomes import NotSigned, Signed, SupportClosed, VersionStale
from undersigned.signatures.rules.requests import SigningRequest
from undersigned.signatures.supporters import supporters_of


def support(request: SigningRequest, *, petition_id: int, text_hash: str, now: datetime) -> Signed | NotSigned:
    """As `sign` for one: a signature of this petition, whose letter asks to confirm it; or why it is not taken.

    `text_hash` is of the text that was read, whatever its number: before a petition is public a text may change under
    its number. The caller has checked the secret link. One transaction.
    """
    with transaction.atomic():
        hold_texts(slugs={request.slug})
        gathering = Gathering.objects.select_related("petition").filter(petition=petition_id).first()
        if gathering is None or gathering.petition.state != State.GATHERING:
            return SupportClosed(request.slug)
        found = supporters_of(gathering.petition)
        if found is None or found.is_enough:
            return SupportClosed(request.slug)
        if text_hash != gathering.text_hash:
            return VersionStale(gathering.petition.version)
        return sign([request], now=now, is_support=True)[0]
