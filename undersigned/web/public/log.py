"""The log's files as C2SP tlog-tiles serves them: checkpoint, tiles, bundles, and the public key beside them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from undersigned.ledger.promising import log_origin, promise_signer
from undersigned.ledger.queries import log_vkey, policy_text
from undersigned.ledger.site import log_folder
from undersigned.tlog.tiles import TileRefused, parse_tile_path

TEXT = "text/plain; charset=utf-8"
# A checkpoint is replaced every few seconds; a tile never changes.
BRIEFLY = "public, max-age=2"
FOR_EVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The published checkpoint, a signed note; 404 before the first publication."""
    note = log_folder().read_checkpoint()
    return _missing() if note is None else _served(note, TEXT, BRIEFLY)


@require_safe
def vkey(_request: HttpRequest) -> HttpResponse:
    """The log's public key, as verifiers take it, and one line feed; 404 before the publisher's first start."""
    key = log_vkey()
    return _missing() if key is None else _served(f"{key}\n".encode(), TEXT, AN_HOUR)


@require_safe
def promise_vkey(_request: HttpRequest) -> HttpResponse:
    """The key that signs promises, and one line feed. It signs no checkpoint, and the log's key signs no promise."""
    return _served(f"{promise_signer(log_origin()).verifier.vkey}\n".encode(), TEXT, AN_HOUR)


@require_safe
def policy(_request: HttpRequest) -> HttpResponse:
    """Which keys a verifier trusts, as a tlog-policy; 404 before the publisher's first start."""
    text = policy_text(f"{settings.UNDERSIGNED.site_url}/log/")
    return _missing() if text is None else _served(text.encode(), TEXT, AN_HOUR)


@require_safe
def tile(_request: HttpRequest, name: str) -> HttpResponse:
    """The tile or entry bundle of this path; 404 for whatever is not the one spelling of a tile that stands."""
    try:
        # Only what parses is looked up, so no path leads out of the folder.
        data = log_folder().read_tile(parse_tile_path(f"tile/{name}"))
    except (TileRefused, FileNotFoundError):
        return _missing()
    return _served(data, "application/octet-stream", FOR_EVER)


def _served(data: bytes, content_type: str, caching: str) -> HttpResponse:
    # Anybody may recount, from any page.
    headers = {"Cache-Control": caching, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(data, content_type=content_type, headers=headers)


def _missing() -> HttpResponse:
    # A tile that is missing now may stand in a second.
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return HttpResponse("Not found\n", status=404, content_type=TEXT, headers=headers)


urlpatterns = [
    path("checkpoint", checkpoint, name="log-checkpoint"),
    path("vkey", vkey, name="log-vkey"),
    path("promise-vkey", promise_vkey, name="log-promise-vkey"),
    path("policy", policy, name="log-policy"),
    path("tile/<path:name>", tile, name="log-tile"),
]
