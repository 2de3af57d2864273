"""What the signing form's script asks for at the first touch of a field; `web.door.challenges` gives the same."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from undersigned.api.answers import reading
from undersigned.signatures.screening.challenge import challenge as challenge_of
from undersigned.signatures.screening.challenge import challenge_bytes


@reading
def challenge(request: HttpRequest, slug: str) -> HttpResponseBase:  # noqa: ARG001 - a view takes the request
    """`token` and `work` for one signing; never the same twice, kept by nobody, and changes nothing."""
    response = HttpResponse(challenge_bytes(challenge_of(slug, datetime.now(UTC))), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response
