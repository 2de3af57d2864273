"""Logs tell what failed and where, and nothing about people."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import structlog
from django.db import IntegrityError, connection, transaction

from undersigned.config.logs import RequestFaults, configure, describe
from undersigned.jobs.models import Sweep

SECRET = "mehtap@kavak.example"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Other tests log as the settings say."""
    yield
    configure({"keeps_hooks": True})


def test_a_failed_request_is_logged_by_route_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    configure({"keeps_hooks": True})
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


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    text = capsys.readouterr().err
    assert SECRET not in text
    return [json.loads(line) for line in text.splitlines()]


def test_what_a_library_logs_keeps_its_template_and_loses_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    configure({"keeps_hooks": True})
    library = logging.getLogger("a_library")
    library.warning("no mail to %s", SECRET)
    library.warning(f"no mail to {SECRET}")
    library.info("to %s", SECRET)
    assert [line["event"] for line in lines(capsys)] == ["no mail to %s", "logged by a library"]


def test_what_ends_a_process_or_a_thread_is_told_without_values(capsys: pytest.CaptureFixture[str]) -> None:
    program = (
        "import sys, threading; from undersigned.config.logs import configure; configure();"
        "thread = threading.Thread(target=int, args=(sys.argv[1],)); thread.start(); thread.join(); int(sys.argv[1])"
    )
    ended = subprocess.run([sys.executable, "-c", program, SECRET], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert SECRET not in ended.stderr + ended.stdout
    told = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [line["event"] for line in told] == ["a thread ended by a fault", "ended by a fault"]
    assert {line["fault"] for line in told} == {"builtins.ValueError"}


@pytest.mark.django_db
def test_a_database_s_fault_keeps_its_code_and_loses_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    configure({"keeps_hooks": True})
    Sweep.objects.create(action=SECRET, ran_at=datetime(2026, 3, 3, tzinfo=UTC))
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Sweep.objects.create(action=SECRET, ran_at=datetime(2026, 3, 3, tzinfo=UTC))
    if connection.vendor == "postgresql":
        # DETAIL: Key (action)=(...) already exists.
        assert SECRET in str(caught.value)
    structlog.get_logger().error("it happened", exc_info=caught.value)
    [line] = lines(capsys)
    code = " 23505" if connection.vendor == "postgresql" else ""
    assert line["fault"] == f"django.db.utils.IntegrityError{code}"


def test_a_terminal_gets_lines_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    configure({"keeps_hooks": True})
    structlog.get_logger().info("hello", part="web")
    assert "hello" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")


def test_a_log_on_a_full_disk_stops_nobody() -> None:
    program = (
        "import structlog; from undersigned.config.logs import configure; configure();"
        "structlog.get_logger().error('lost'); print('went on')"
    )
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=full, check=True)
    assert done.stdout == b"went on\n"
