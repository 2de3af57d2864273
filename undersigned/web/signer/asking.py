"""Asking for the link to my signatures: one answer, and the same work, for every address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.mail.addresses.rules import AddressRefused, parse_address, suggestion
from undersigned.signatures.actions.send_mine import send_mine
from undersigned.web.origin import own_forms_only
from undersigned.web.visitors import moment, page_language, private


@private
@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; by POST a letter is on its way, or the address is no address (422)."""
    typed = request.POST.get("email", "")
    if request.method != "POST":
        return render(request, "pages/signer/ask.html", {"email": ""})
    try:
        email = parse_address(typed)
    except AddressRefused:
        fault = _("This is not an e-mail address that a letter can reach.")
        errors = [("email", fault)]
        return render(request, "pages/signer/ask.html", {"email": typed, "fault": fault, "errors": errors}, status=422)
    send_mine(email=email, language=page_language(), now=moment())
    return render(request, "pages/signer/asked.html", {"email": email, "suggestion": suggestion(email)})
