"""Promise and receipt, shown and as files; to whoever holds a ticket since they confirmed, or has opened their page."""

from base64 import urlsafe_b64encode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from undersigned.signatures.proofs import proofs_of, signature_of
from undersigned.signatures.rules.own import Proofs
from undersigned.web.origin import own_forms_only
from undersigned.web.visitors import private

TEXT = "text/plain"


@private
@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """What the ticket of a confirmed signature gives: the page, or by `act` the promise or the receipt as a file."""
    request.here = reverse("signer:ask")  # type: ignore[attr-defined]
    if request.method != "POST":
        return HttpResponseRedirect(reverse("signer:ask"))
    ticket = request.POST.get("ticket", "")
    signature_id = signature_of(ticket)
    proofs = proofs_of(signature_id) if signature_id is not None else None
    return handed(request, proofs, name="ticket", value=ticket)


def handed(request: HttpRequest, proofs: Proofs | None, *, name: str, value: str, back: str = "") -> HttpResponse:
    """The file that `act` asks for, or the page that shows both; `name` and `value` ask for them again.

    404 where no signature stands, and where the receipt's file is asked for before the log holds the entry.
    """
    wish = request.POST.get("act", "")
    if proofs is None:
        return render(request, "pages/signer/no_proof.html", {"back": back}, status=404)
    if wish == "promise":
        return attachment(proofs.promise, f"promise-{proofs.name}.txt", TEXT)
    if wish == "receipt" and proofs.receipt:
        return attachment(proofs.receipt, f"receipt-{proofs.name}.tlog-proof", TEXT)
    # The part behind # stays in the browser.
    fragment = urlsafe_b64encode(proofs.receipt.encode()).decode().rstrip("=")
    words = {"proofs": proofs, "name": name, "value": value, "back": back, "fragment": fragment}
    return render(request, "pages/signer/proofs.html", words)


def attachment(text: str, filename: str, content_type: str) -> HttpResponse:
    """A file to save, kept by no cache."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8", headers=headers)
