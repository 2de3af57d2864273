"""For balancers: is this process alive, and may it get visitors?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """200 as long as this process answers; asks nothing else."""
    return _dated(JsonResponse({"status": "ok"}))


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """200 when the database answers and has every migration, else 503 and why in one word."""
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
    return "migrations" if waiting else ""


def _dated(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
