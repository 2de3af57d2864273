"""For balancers: is this process alive, may it get visitors, and is there something that somebody has to look at?"""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from undersigned.web.readiness import degradations, reason_unready

DEGRADED = "X-Undersigned-Degraded"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """200 as long as this process answers; asks nothing else."""
    return _dated(JsonResponse({"status": "ok"}))


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when this process can take a signature, else 503 and why in one word.

    What somebody has to look at while people can sign and confirm (the publisher refuses, say) stands in the body and
    in a header, with status 200, since a balancer that turned away would only add a second fault. For whoever wakes
    people, `?strict=1` answers 503 then as well.
    """
    reason = reason_unready()
    try:
        found = [] if reason else list(degradations())
    except DatabaseError:
        reason, found = "database", []
    if reason:
        return _dated(JsonResponse({"status": "unready", "reason": reason}, status=503))
    if not found:
        return _dated(JsonResponse({"status": "ready"}))
    status = 503 if request.GET.get("strict") == "1" else 200
    answer = JsonResponse({"status": "degraded", "degraded": found}, status=status)
    answer[DEGRADED] = ", ".join(found)
    return _dated(answer)


def _dated(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
