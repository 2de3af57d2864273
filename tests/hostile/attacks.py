"""Hands of somebody who means harm: requests no browser makes, and what must be true of every answer."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_from_bytes

from django.test import Client

from tests.signing import FORM
from undersigned.petitions.models import Petition

SLOWEST_SECONDS = 2.0
"""No input may take longer; processor time of this thread, so that a busy machine proves nothing."""

Typed = str | bytes | None


def answer_to(method: str, path: str, body: bytes = b"", *, content_type: str = FORM, **headers: str) -> Any:
    """The answer to this request by nobody in particular: never a fault of ours, never slow."""
    return answered(Client(), method, path, body, content_type=content_type, **headers)


def answered(
    client: Client, method: str, path: str, body: bytes = b"", *, content_type: str = FORM, **headers: str
) -> Any:
    """The same by this browser; `path` may hold what the client's own parser would not let through."""
    where, _, query = path.partition("?")
    start = time.thread_time()
    answer = client.generic(
        method, "/", body, content_type=content_type, headers=headers, PATH_INFO=where, QUERY_STRING=query
    )
    spent = time.thread_time() - start
    assert answer.status_code < 500, f"{method} {path[:80]}: {answer.status_code}"
    assert spent < SLOWEST_SECONDS, f"{method} {path[:80]}: {spent:.1f} s"
    return answer


def encoded(fields: Mapping[str, Typed]) -> bytes:
    """A form's body; bytes are quoted as they are, lone surrogates as their three bytes, None is left out."""
    pairs = []
    for name, value in fields.items():
        if value is not None:
            raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
            pairs.append(f"{name}={quote_from_bytes(raw)}")
    return "&".join(pairs).encode()


def form(**changes: Typed) -> dict[str, Typed]:
    """A good form but for the changes."""
    return {"name": "Ann", "email": "ann@hostile.example", "country": "FR", "version": "1-en", **changes}


def sign_raw(petition: Petition, body: bytes, **more: str) -> Any:
    """The answer to these very bytes."""
    return answer_to("POST", f"/en/petitions/{petition.slug}/sign", body, **more)


def sign(petition: Petition, **changes: Typed) -> Any:
    """The answer to a good form but for the changes."""
    return sign_raw(petition, encoded(form(**changes)))
