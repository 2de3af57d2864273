"""The demonstration's mailbox: what was sent, for people and for programs. Elsewhere there is no such page."""

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.mail.queries import mailbox as letters_to
from undersigned.web.public.answers import unkept
from undersigned.web.refusals import refused


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """All letters, newest first, or those to one address (?to=); as JSON with &format=json."""
    if not settings.UNDERSIGNED.demo:
        return refused(request, 404)
    to = request.GET.get("to", "").strip()
    letters = letters_to(to or None)
    if request.GET.get("format") == "json":
        return unkept(JsonResponse([asdict(letter) for letter in letters], safe=False))
    return unkept(render(request, "pages/mailbox.html", {"letters": letters, "to": to}))
