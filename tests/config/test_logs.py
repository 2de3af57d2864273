"""Logs tell what failed and where, and nothing about people."""

import json
import logging
import sys
from types import SimpleNamespace

import pytest

from undersigned.config.logs import RequestFaults, configure, describe

SECRET = "mehtap@kavak.example"


def test_a_failed_request_is_logged_by_route_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    request = SimpleNamespace(resolver_match=SimpleNamespace(route="<lang>/confirm/<token>"), path=f"/{SECRET}")
    try:
        int(SECRET)
    except ValueError:
        record = logging.getLogger("django.request").makeRecord(
            "django.request", logging.ERROR, __file__, 1, f"Internal Server Error: /{SECRET}", (), None
        )
        record.exc_info = sys.exc_info()
        record.request, record.status_code = request, 500
        RequestFaults().emit(record)
    line = capsys.readouterr().err.strip().splitlines()[-1]
    logged = json.loads(line)
    assert SECRET not in line
    assert logged["route"] == "<lang>/confirm/<token>"
    assert logged["fault"] == "builtins.ValueError"
    assert "test_logs.py" in logged["came_through"][0]


def test_a_message_is_kept_where_it_speaks_of_the_program() -> None:
    assert "no_such" in describe(AttributeError("no_such"))
    assert SECRET not in describe(RuntimeError(SECRET))
