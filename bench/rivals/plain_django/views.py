"""The form view."""

import base64
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from bench.rivals.plain_django.storing import store
from undersigned.keys.petition_keys import petition_keys
from undersigned.keys.site import seal_for_site
from undersigned.mail.addresses.rules import suggestion
from undersigned.signatures.fields import origin_key
from undersigned.signatures.queries import HANDLE_CONTEXT, Ground, open_grounds
from undersigned.signatures.rules.origins import domain_of, origin
from undersigned.signatures.rules.persons import fingerprint, person_key
from undersigned.signatures.rules.requests import SigningForm, SigningRequest, parse_signing
from undersigned.signatures.rules.wishes import Wish
from undersigned.web.origin import own_forms_only
from undersigned.web.visitors import client_network


# As on the site, the browser's own word about the form's origin stands in for a token: cheaper than Django's.
@own_forms_only
@require_POST
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """200 "check your mail", 422 with the faults, 409 closed, 404 not public."""
    network = client_network(request.META["REMOTE_ADDR"], request.headers.get("X-Forwarded-For"))
    form = parse_signing(request.body, request.content_type or "", slug=slug, language="en", network=network)
    ground = open_grounds({slug}, most_places=settings.UNDERSIGNED.per_address).get(slug)
    if ground is None:
        raise Http404
    if form.request is None or not _is_current(form.request, ground):
        return _show(request, slug, form, 422)
    if not ground.is_open:
        return _show(request, slug, form, 409)
    row = store(_wish(form.request, ground), now=datetime.now(UTC))
    sealed = seal_for_site(row.bytes, context=HANDLE_CONTEXT)
    context = {
        "slug": slug,
        "email": form.request.email,
        "suggestion": suggestion(form.request.email),
        "handle": base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("="),
    }
    return render(request, "plain/check_mail.html", context)


def _is_current(request: SigningRequest, ground: Ground) -> bool:
    return request.version == ground.version and request.text_language in ground.languages


def _show(request: HttpRequest, slug: str, form: SigningForm, status: int) -> HttpResponse:
    context = {"slug": slug, "values": form.values, "errors": form.errors}
    return render(request, "plain/form.html", context, status=status)


def _wish(request: SigningRequest, ground: Ground) -> Wish:
    keys = petition_keys(ground.pid)
    return Wish(
        request=request,
        petition_id=ground.id,
        pid=ground.pid,
        consent=ground.consent,
        places=ground.places,
        sealing_key=keys.seal,
        fingerprint=fingerprint(keys.fingerprint, request.canonical),
        person_key=person_key(keys.fingerprint, request.canonical, request.name),
        origin=origin(origin_key(), request.network, domain_of(request.email)),
    )
