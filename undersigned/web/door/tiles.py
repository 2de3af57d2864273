"""Tiles and bundles of the log: a recount asks for hundreds of these files, which never change, one after the other.

Given out as web.public.log gives them, header by header; whatever is no tile that stands here is left to Django.
"""

import asyncio
import time
from typing import Final

from undersigned.ledger.site import log_folder
from undersigned.tlog.tiles import TileRefused, parse_tile_path
from undersigned.web.door.answers import Answer, Headers
from undersigned.web.door.rendering import render

PREFIX: Final = b"/log/tile/"
LOG: Final = b"/log/"

_shape: list[Headers] = []
"""The headers that Django gives a tile, but its length; asked once."""


async def tile(path: bytes, *, is_secure: bool) -> Answer | None:
    """This tile or bundle; None where Django is to be asked."""
    # Over https Django adds what this door would have to know; a proxy keeps what came once.
    if is_secure:
        return None
    try:
        data = log_folder().read_tile(parse_tile_path(path[len(LOG) :].decode("ascii")))
    except (TileRefused, OSError, ValueError):
        return None
    if not _shape:
        rendered = await asyncio.to_thread(render, path, time.time())
        if rendered.status != 200:
            return None
        _shape[:] = [tuple((name, value) for name, value in rendered.headers if name != b"content-length")]
    return Answer(200, (*_shape[0], (b"content-length", b"%d" % len(data))), data)
