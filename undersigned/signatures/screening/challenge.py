"""The challenge that the signing form's script fetches; made from what is in memory, stored nowhere."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from undersigned.petitions.queries.door import public_petition
from undersigned.signatures.fields import challenge_key
from undersigned.signatures.rules.challenges import make_token, make_work
from undersigned.signatures.screening.board import board

_written: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def challenge(slug: str, now: datetime) -> dict[str, Any]:
    """The challenge for signing this petition; PetitionNotFound for no public one.

    Asks the database each time: a petition that was taken down a moment ago has none.
    """
    petition = public_petition(slug).pk
    return make_challenge(challenge_key(), slug, now, is_alarmed=board(now).is_alarmed(petition, now))


def make_challenge(key: bytes, slug: str, now: datetime, *, is_alarmed: bool) -> dict[str, Any]:
    """`token`, and `work` (an ALTCHA challenge, or None while no attack is felt). Asks no database."""
    has_work = is_alarmed and settings.UNDERSIGNED.screening == "on"
    work = make_work(key, slug, now, os.urandom(16)) if has_work else None
    return {"token": make_token(key, slug, now), "work": work}


def challenge_bytes(told: Mapping[str, Any]) -> bytes:
    """A challenge as it is sent: compact JSON with its final LF, as everything of the API."""
    return _written(told).encode() + b"\n"
