"""/metrics: the site's figures for whoever runs it, and for nobody else."""

import hmac
import ipaddress
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from undersigned.web.doorkeeper import asked_host, was_forwarded
from undersigned.web.exposition import exposition
from undersigned.web.visitors import moment

REFUSED = "These figures are for whoever runs this site: ask from the machine itself, or with the token.\n"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, or 403: with a token file the token opens, without one a question from this very machine does."""
    if not _may_read(request):
        answer = HttpResponse(REFUSED, status=403, content_type="text/plain")
    else:
        answer = HttpResponse(exposition(moment()), content_type=CONTENT_TYPE_LATEST)
    answer["Cache-Control"] = "no-store"
    return answer


def _may_read(request: HttpRequest) -> bool:
    file: Path | None = settings.UNDERSIGNED.metrics_token_file
    if file is None:
        # A proxy on this machine asks from loopback as well. It names those for whom it asks, or the site's public
        # host; a scraper of one's own asks for 127.0.0.1.
        peer = str(request.META.get("REMOTE_ADDR", ""))
        return _is_loopback(peer) and _is_loopback(asked_host(request)) and not was_forwarded(request)
    try:
        token = file.read_text(encoding="utf-8").strip()
    except OSError:
        return False
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    is_token = hmac.compare_digest(given.strip().encode(), token.encode())
    return bool(token) and scheme.lower() == "bearer" and is_token


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
