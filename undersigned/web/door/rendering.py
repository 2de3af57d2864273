"""A page as Django gives it out, through its own handler and every middleware."""

import io
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from undersigned.petitions.rules.marks import AS_OF
from undersigned.web.door.editions import Rendered

KEPT_STATUSES: Final = frozenset({200, 404, 410})


def render(path: bytes, moment: float) -> Rendered:
    """What a stranger who knows no cookie is answered at this path, speaking of `moment` (seconds since the epoch).

    As over https where the site's address is https. Asks the database in this thread; a fault comes back as Django's
    own answer to it (500, 503).
    """
    told: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_error: object) -> None:
        told.update(status=int(status[:3]), headers=headers)

    answer = _handler()(_environ(path, moment), start_response)  # type: ignore[arg-type]
    try:
        body = b"".join(answer)
    finally:
        # Django gives the connection back here.
        answer.close()
    headers = tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told["headers"])
    return Rendered(told["status"], headers, body)


def is_keepable(rendered: Rendered) -> bool:
    """True for an answer that is everybody's: found, gone or not there, and without a cookie."""
    return rendered.status in KEPT_STATUSES and all(name != b"set-cookie" for name, _value in rendered.headers)


@lru_cache(maxsize=1)
def _handler() -> WSGIHandler:
    # Synchronous from end to end: under ASGI each middleware costs a change of threads.
    return WSGIHandler()


def _environ(path: bytes, moment: float) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": settings.UNDERSIGNED.host,
        "SERVER_PORT": "443" if settings.IS_HTTPS else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": settings.UNDERSIGNED.host,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https" if settings.IS_HTTPS else "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        AS_OF: datetime.fromtimestamp(moment, UTC),
    }
