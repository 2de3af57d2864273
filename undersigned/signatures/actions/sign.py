"""People sign: their wishes are rows with a letter to send, many in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from undersigned.signatures.rules.outcomes import NotSigned, Signed
from undersigned.signatures.rules.requests import SigningRequest


def sign(requests: Sequence[SigningRequest], *, now: datetime) -> list[Signed | NotSigned]:
    """Each request's outcome, in order: Signed, or why its petition does not take it (an exception as a value)."""
    raise NotImplementedError
