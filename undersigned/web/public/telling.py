"""What your signature tells about you: the threat page, in plain words, for people who think of signing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.ledger.waiting import patience
from undersigned.web.public.answers import kept


@require_safe
def telling(request: HttpRequest) -> HttpResponseBase:
    """The page; the same for everybody."""
    group = settings.UNDERSIGNED.sensitive_signatures
    words = {"group": group, "wait": patience(is_sensitive=True)}
    return kept(request, render(request, "pages/telling.html", words), seconds=60)
