"""Unusual concentrations that the search has found."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import Role
from undersigned.integrity.actions.look_at_clusters import look_at_clusters
from undersigned.integrity.fields import webhook_secret
from undersigned.integrity.queries import SeenAlert, alert_total
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES
from undersigned.integrity.rules.webhooks import written_secret
from undersigned.integrity.words import kind_words
from undersigned.petitions.queries.desk import titles_at
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.integrity.words import subject_words
from undersigned.web.visitors import moment


@require_safe
@staff_only(*CAMPAIGN_ROLES)
def clusters(request: HttpRequest, person: Person) -> HttpResponse:
    """The last seen first, each with the way to a campaign; looking is written down. Administrators see the secret."""
    now = moment()
    sees_secret = person.role == Role.ADMINISTRATOR and settings.UNDERSIGNED.alert_webhook
    words = {
        "person": person,
        "nav": "integrity",
        "lines": _lines(look_at_clusters(by=person, now=now)),
        "total": alert_total(),
        "secret": written_secret(webhook_secret()) if sees_secret else "",
        "now": now,
    }
    return render(request, "pages/staff/integrity/clusters.html", words)


def _lines(found: list[SeenAlert]) -> list[tuple[SeenAlert, str, str, tuple[str, str]]]:
    """Each with what is concentrated, what it is about, and the petition's title with its language."""
    titles = titles_at(one.slug for one in found)
    return [
        (one, kind_words(one.kind), subject_words(one.kind, one.subject), titles.get(one.slug, (one.slug, "")))
        for one in found
    ]
