"""The published aggregates of a petition: the exact bytes whose hash the log holds."""

from django.http import HttpRequest, HttpResponseBase

from undersigned.api.answers import FRESH_SECONDS, problem, reading, shared
from undersigned.petitions.queries.door import public_petition
from undersigned.signatures.tallies import published_tally


@reading
def tally(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponseBase:
    """The newest, or the one with this number; 404 as long as the published log does not hold its hash."""
    found = published_tally(public_petition(slug).pk, number)
    if found is not None:
        return shared(request, found.text.encode("ascii"), "application/json")
    response = problem(404, "Not Found", "No aggregate is published for this petition. One is made when it closes.")
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}, s-maxage={FRESH_SECONDS}"
    return response
