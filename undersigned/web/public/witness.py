"""This site as a witness of other logs (C2SP tlog-witness): what `add-checkpoint` answers, and its key."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from undersigned.ledger.actions.cosign_checkpoint import cosign_checkpoint
from undersigned.ledger.queries import witness_vkey
from undersigned.tlog.witnessing import MAX_REQUEST_BYTES, SIZE_TYPE, WitnessRefused
from undersigned.web.visitors import moment

TEXT = "text/plain; charset=utf-8"


# Programs ask here, with neither cookie nor form: the log's own signature is what is believed.
@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """200 a cosignature; 400 no request, 404 unknown log, 403 not signed by it, 409 another size, 422 not grown."""
    try:
        # One byte more than is allowed, so that a request which is too long is refused and never read whole.
        line = cosign_checkpoint(body=request.read(MAX_REQUEST_BYTES + 1), now=moment())
    except WitnessRefused as refused:
        if refused.size is not None:
            return _answer(f"{refused.size}\n", refused.status, SIZE_TYPE)
        return _answer(f"{refused}\n", refused.status)
    return _answer(f"{line}\n")


@require_safe
def vkey(_request: HttpRequest) -> HttpResponse:
    """This witness's public key, as logs are told it, and one line feed."""
    return _answer(f"{witness_vkey()}\n")


def _answer(text: str, status: HTTPStatus = HTTPStatus.OK, content_type: str = TEXT) -> HttpResponse:
    return HttpResponse(text, status=status, content_type=content_type, headers={"Cache-Control": "no-store"})


urlpatterns = [
    path("add-checkpoint", add_checkpoint, name="witness-add-checkpoint"),
    path("vkey", vkey, name="witness-vkey"),
]
