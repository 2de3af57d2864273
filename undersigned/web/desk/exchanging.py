"""A secret link that came into wrong hands is exchanged for another."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from undersigned.accounts.queries import Person
from undersigned.petitions.actions.exchange_link import exchange_link as exchange
from undersigned.petitions.queries.desk import own_petition
from undersigned.petitions.rules.states import StepRefused
from undersigned.web.desk.door import signed_in
from undersigned.web.visitors import moment

LONGEST_NUMBER = 9


@require_POST
@signed_in
def exchange_link(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Leads back to the petition, which shows the new link; a link that is not the present one any more stays gone."""
    row = own_petition(person, slug)
    try:
        is_done = exchange(petition_id=row.pk, number=_number(request), account=person, now=moment())
    except StepRefused:
        is_done = False
    said = "link_exchanged" if is_done else "not_now"
    return HttpResponseRedirect(f"{reverse('desk:petition', args=[row.slug])}?said={said}")


def _number(request: HttpRequest) -> int:
    """Of the link that the form was about; -1 is none's."""
    typed = request.POST.get("number", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER else -1
