"""Whether the house keeps its promises: what publisher, recount, jobs and mail have said, as a page.

It counts nothing: that is the nightly recount's, and the command's, `undersigned doctor`.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import STAFF_ROLES
from undersigned.ledger.queries import recounted_at
from undersigned.mail.queries import oldest_due, pause_reason
from undersigned.web.staff.door import staff_only
from undersigned.web.visitors import moment


@require_safe
@staff_only(*STAFF_ROLES)
def house(request: HttpRequest, person: Person) -> HttpResponse:
    """Findings and notes, outgoing mail, and the ways to what concerns the house."""
    now = moment()
    words = {
        "person": person,
        "nav": "house",
        "report": import_string(settings.HOUSE_CHECK)(now),
        "recounted_at": recounted_at(),
        "paused": pause_reason(),
        "oldest_due": oldest_due(now),
        "now": now,
    }
    return render(request, "pages/staff/house.html", words)
