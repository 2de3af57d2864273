"""The page that checks a receipt in the browser. The receipt never comes here: it stays behind the # or in its file."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from undersigned.ledger.queries import log_vkey
from undersigned.web.log_faults import log_faults


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """The page, the same for everybody, with the log's key to check against."""
    words = {"vkey": log_vkey() or "", "log": settings.UNDERSIGNED.site_url + "/log", "reasons": log_faults()}
    response = render(request, "pages/signer/receipt.html", words)
    patch_cache_control(response, public=True, max_age=60)
    return response
