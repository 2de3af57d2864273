"""Tiles and bundles of the log: a recount asks for hundreds of these files, which never change, one after the other.

Given out as web.public.log gives them, header by header; whatever is no tile that stands here is left to Django.
"""

import asyncio
import time
from typing import ClassVar, Final

from undersigned.ledger.site import log_folder
from undersigned.tlog.tiles import TileRefused, parse_tile_path
from undersigned.web.door.answers import SECURE_ONLY, Answer, Headers
from undersigned.web.door.rendering import render

PREFIX: Final = b"/log/tile/"
LOG: Final = b"/log/"


class Known:
    """The headers that Django gives every tile, but its length; asked once."""

    headers: ClassVar[Headers] = ()


async def tile(path: bytes, *, is_secure: bool) -> Answer | None:
    """This tile or bundle; None where Django is to be asked."""
    try:
        data = log_folder().read_tile(parse_tile_path(path[len(LOG) :].decode("ascii")))
    except (TileRefused, OSError, ValueError):
        return None
    if not Known.headers:
        rendered = await asyncio.to_thread(render, path, time.time())
        if rendered.status != 200:
            return None
        Known.headers = tuple(header for header in rendered.headers if header[0] != b"content-length")
    headers = (header for header in Known.headers if is_secure or header[0] != SECURE_ONLY)
    return Answer(200, (*headers, (b"content-length", b"%d" % len(data))), data)
