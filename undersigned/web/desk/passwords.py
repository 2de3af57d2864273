"""Setting and changing a password; nobody needs one."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from undersigned.accounts.actions.set_password import set_password
from undersigned.accounts.queries import Person, has_password
from undersigned.accounts.rules import PasswordRefused
from undersigned.web.desk.door import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def password(request: HttpRequest, person: Person) -> HttpResponse:
    """The form; after a change every other browser is signed out."""
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            changed = set_password(account_id=person.pk, password=request.POST.get("password", ""))
        except PasswordRefused as refused:
            errors = [("password", fault) for fault in refused.faults]
        else:
            update_session_auth_hash(request, changed)
            return HttpResponseRedirect(reverse("desk:desk") + "?said=password_set")
    words = {"person": person, "errors": errors, "has_password": has_password(person)}
    return render(request, "pages/desk/password.html", words, status=422 if errors else 200)
