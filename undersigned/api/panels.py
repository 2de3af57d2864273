"""The newest integrity panel of a petition, the exact text that was published."""

from django.http import HttpRequest, HttpResponseBase

from undersigned.api.answers import FRESH_SECONDS, problem, reading, shared
from undersigned.integrity.panels import newest_panel
from undersigned.petitions.queries.door import public_petition


@reading
def panel(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The text; 404 as long as none was made."""
    found = newest_panel(public_petition(slug).pk)
    if found is not None:
        return shared(request, found.text.encode("ascii"), "application/json")
    response = problem(404, "Not Found", "No panel is published yet. A first one is made at ten signatures.")
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}, s-maxage={FRESH_SECONDS}"
    return response
