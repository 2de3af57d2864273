"""For balancers: is this process alive, and may it get visitors?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from undersigned.ledger.queries import refusal


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """200 as long as this process answers; asks nothing else."""
    return _dated(JsonResponse({"status": "ok"}))


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """200 when the database answers, has every migration and the publisher goes on, else 503 and why in one word.

    `log`: the publisher refuses to sign. People can still sign and confirm, so a balancer that should go on sending
    them asks `/healthz`.
    """
    reason = _reason()
    if reason:
        return _dated(JsonResponse({"status": "unready", "reason": reason}, status=503))
    return _dated(JsonResponse({"status": "ready"}))


def _reason() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "database"
    if waiting:
        return "migrations"
    return "log" if refusal() else ""


def _dated(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
