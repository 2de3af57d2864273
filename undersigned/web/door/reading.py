"""GET and HEAD at the door: a kept page at once, one being made soon, a challenge, a tile of the log; else Django."""

from collections.abc import Mapping
from typing import Any, Final

from undersigned.web.acted import COOKIE
from undersigned.web.door.answers import Answer
from undersigned.web.door.challenges import SUFFIX, challenge
from undersigned.web.door.heads import Head
from undersigned.web.door.pages import page, page_soon
from undersigned.web.door.renewing import BUSY
from undersigned.web.door.tiles import PREFIX, tile
from undersigned.web.metrics import count_page

HAS_ACTED: Final = COOKIE.encode() + b"="


async def read(scope: Mapping[str, Any], head: Head, *, is_secure: bool) -> Answer | None:
    """The page, its tally or its count, without regard to the query; None where Django is to be asked."""
    if b"if-match" in head:
        return None
    path, encoding, tags = scope["raw_path"], head.get(b"accept-encoding", b""), head.get(b"if-none-match", b"")
    if path.startswith(PREFIX):
        return await tile(path, is_secure=is_secure)
    if path.endswith(SUFFIX):
        return await challenge(path, is_secure=is_secure)
    has_acted = HAS_ACTED in head.get(b"cookie", b"")
    answer = None if has_acted else page(path, encoding, tags, is_secure=is_secure)
    if answer is None:
        answer = await page_soon(path, encoding, tags, is_secure=is_secure, has_acted=has_acted)
    if answer is not None and answer.status != BUSY:
        count_page("not_modified" if answer.status == 304 else "hit")
    return answer
