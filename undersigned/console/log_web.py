"""A log under its address, read over HTTP."""

import zlib
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from undersigned.console.unreadable import LogUnreadable, LogWithheld

TIMEOUT_SECONDS = 30


class LogWeb:
    """Reads files of a log under its address."""

    def __init__(self, prefix: str, most_bytes: int) -> None:
        """Asks nothing yet; no file may have more bytes."""
        self._prefix, self._most_bytes = prefix.rstrip("/"), most_bytes

    def __call__(self, path: str) -> bytes:
        """The file's bytes; FileNotFoundError where there is none, LogUnreadable where it can't be had."""
        request = Request(f"{self._prefix}/{path}", headers={"User-Agent": "undersigned-verify"})  # noqa: S310 - http(s) by LogSource
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                return self._body(path, answer)
        except HTTPError as refused:
            if refused.code in {404, 410}:
                raise FileNotFoundError(path) from refused
            withheld = LogWithheld if refused.code in {403, 451} else LogUnreadable
            raise withheld(f"{path}: the server answers {refused.code}") from refused
        except (URLError, OSError, HTTPException, zlib.error) as fault:
            raise LogUnreadable(f"{path}: {fault}") from fault

    def _body(self, path: str, answer: HTTPResponse) -> bytes:
        body = bytes(answer.read(self._most_bytes + 1))
        # The client gives what came before a connection broke, and keeps how much was to follow.
        is_whole = not answer.length or len(body) > self._most_bytes
        if answer.headers.get("Content-Encoding") == "gzip":
            # A static server may hold bundles compressed only.
            unpacked = zlib.decompressobj(wbits=31)
            body = unpacked.decompress(body, self._most_bytes + 1)
            is_whole = is_whole and (unpacked.eof or len(body) > self._most_bytes)
        if not is_whole:
            raise LogUnreadable(f"{path}: the connection broke before its end")
        if len(body) > self._most_bytes:
            raise LogUnreadable(f"{path} is larger than any file of a log")
        return body
