"""The seventh step: the preview, which is the petition's page."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.queries.pages import page_of
from undersigned.signatures.words import consent_sentences
from undersigned.web.countries import country_choices
from undersigned.web.start.keeper import step
from undersigned.web.start.way import onward, show
from undersigned.web.visitors import moment, page_language


@step
def preview(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The very part that the public page is made of, with a form that can't be sent; what is missing is named above."""
    if request.method == "POST":
        return onward("preview")
    page = page_of(draft.id, page_language(), moment())
    context: dict[str, Any] = {
        "page": page,
        "preview": True,
        "signers": [],
        "form": {},
        "countries": country_choices(page.interface_language),
        "consent": consent_sentences(page.handover, page.retention_months, page.interface_language),
    }
    return show(request, "preview", draft, {}, missing=draft.missing, **context)
