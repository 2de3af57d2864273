"""The number of a petition as a signed file."""

from django.http import HttpRequest, HttpResponseBase

from undersigned.api.answers import FRESH_SECONDS, problem, reading, shared
from undersigned.ledger.proofs import count_proof
from undersigned.petitions.queries.door import public_petition

TEXT = "text/plain; charset=utf-8"


@reading
def proof(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The petition's latest published event in a C2SP tlog-proof; 404 until the log holds its first."""
    found = count_proof(public_petition(slug).pid)
    if found is not None:
        return shared(request, str(found).encode(), TEXT)
    response = problem(404, "Not Found", "The log does not hold this petition yet. It is published every few seconds.")
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}, s-maxage={FRESH_SECONDS}"
    return response
