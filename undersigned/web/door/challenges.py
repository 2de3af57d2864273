"""The challenge at the door: what the signing form's script fetches at the first touch of a field, as Django gives it.

Every signer asks once, and Django answers a few hundred a second. Nothing is asked here in the event loop: a thread
tells which petitions are public and which attacks are felt (`standings`).
"""

import re
import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import ClassVar, Final

from undersigned.petitions.queries.door import public_among
from undersigned.signatures.fields import challenge_key
from undersigned.signatures.screening.board import board
from undersigned.signatures.screening.challenge import challenge_bytes, make_challenge
from undersigned.web.door.answers import SECURE_ONLY, Answer, Headers
from undersigned.web.door.busy import busy_answer
from undersigned.web.door.looking import AT_ONCE
from undersigned.web.door.rendering import render
from undersigned.web.door.standings import Seen, Standing, Standings, Untold

SUFFIX: Final = b"/challenge"
LENGTH: Final = b"content-length"
_ADDRESS: Final = re.compile(rb"/api/v1/petitions/([-a-zA-Z0-9_]{1,80})/challenge")


class Known:
    """What every challenge has, known since the first look."""

    headers: ClassVar[tuple[Headers, ...]] = ()
    """As Django gives them, but the length: for http and for https in turn; asked once."""
    key: ClassVar[bytes] = b""
    """As the last look found it: to ask the settings for it each time would be a fifth of all work."""


async def challenge(path: bytes, *, is_secure: bool) -> Answer | None:
    """A new challenge; None where Django is to be asked, 503 where nobody can tell whether the petition is public."""
    found = _ADDRESS.fullmatch(path)
    if found is None:
        return None
    slug = found[1].decode()
    standing = STANDINGS.at_once(slug)
    if standing is None:
        try:
            standing = await STANDINGS.soon(slug)
        except Untold:
            return busy_answer(path, slug, is_secure=is_secure)
    return _answer(slug, standing, is_secure=is_secure) if standing is not None and Known.headers else None


def _answer(slug: str, standing: Standing, *, is_secure: bool) -> Answer:
    now = datetime.now(UTC)
    is_alarmed = standing.board.is_alarmed(standing.petition, now)
    body = challenge_bytes(make_challenge(Known.key, slug, now, is_alarmed=is_alarmed))
    return Answer(200, (*Known.headers[is_secure], (LENGTH, b"%d" % len(body))), body)


def look(slugs: Collection[str]) -> Seen:
    """What the database says of these slugs and of all alarms. Raises what the database raises."""
    Known.key = challenge_key()
    asked = sorted(slugs)
    petitions: dict[str, int] = {}
    for start in range(0, len(asked), AT_ONCE):
        petitions |= public_among(asked[start : start + AT_ONCE])
    if petitions and not Known.headers:
        _learn(next(iter(petitions)))
    return Seen(petitions, board(datetime.now(UTC)))


def _learn(slug: str) -> None:
    rendered = render(b"/api/v1/petitions/%s/challenge" % slug.encode(), time.time())
    if rendered.status == 200:
        headers = tuple(header for header in rendered.headers if header[0] != LENGTH)
        Known.headers = (tuple(header for header in headers if header[0] != SECURE_ONLY), headers)


STANDINGS: Final = Standings(look)
