"""The challenge that the signing form's script fetches; made from what is in memory, stored nowhere."""

import os
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from undersigned.petitions.queries.door import public_petition
from undersigned.signatures.fields import challenge_key
from undersigned.signatures.rules.challenges import make_token, make_work
from undersigned.signatures.screening.board import board


def challenge(slug: str, now: datetime) -> dict[str, Any]:
    """`token`, and `work` (an ALTCHA challenge, or None while no attack is felt); PetitionNotFound for no public one.

    Asks the database once per petition and process, and every few seconds for the alarms.
    """
    petition = petition_of(slug)
    acts = settings.UNDERSIGNED.screening == "on"
    key = challenge_key()
    is_alarmed = acts and board(now).is_alarmed(petition, now)
    return {
        "token": make_token(key, slug, now),
        "work": make_work(key, slug, now, os.urandom(16)) if is_alarmed else None,
    }


@lru_cache(maxsize=4096)
def petition_of(slug: str) -> int:
    """The id of a petition that was public when it was asked for first."""
    return public_petition(slug).pk
