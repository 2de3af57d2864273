"""The staff's language: their addresses hold none, so the account keeps it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from undersigned.accounts.actions.set_language import set_language
from undersigned.accounts.queries import Person
from undersigned.accounts.rules import STAFF_ROLES
from undersigned.web.staff.door import staff_only


@require_POST
@staff_only(*STAFF_ROLES, own=True)
def language(request: HttpRequest, person: Person) -> HttpResponse:
    """Keep the language that was chosen and go back to the page; an unknown one changes nothing."""
    chosen, here = request.POST.get("language", ""), request.POST.get("here", "")
    if chosen in {code for code, _name in settings.LANGUAGES}:
        set_language(account_id=person.pk, language=chosen)
    is_ours = here.startswith("/staff/") and url_has_allowed_host_and_scheme(here, allowed_hosts=None)
    return HttpResponseRedirect(here if is_ours else reverse("staff:queue"))
