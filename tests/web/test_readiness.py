"""/readyz: 200 exactly when a signature can be taken; what else is wrong is said aloud and turns nobody away."""

import shutil
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from undersigned.ledger.actions.note_refusal import note_refusal
from undersigned.ledger.actions.open_log import open_log
from undersigned.mail.actions.pause import pause
from undersigned.web import leaving

pytestmark = pytest.mark.django_db


def ask(client: Client, query: str = "") -> tuple[int, dict[str, object]]:
    answer = client.get(f"/readyz{query}")
    return answer.status_code, answer.json()


def test_it_can_take_a_signature(client: Client) -> None:
    assert ask(client) == (200, {"status": "ready"})
    assert "X-Undersigned-Degraded" not in client.get("/readyz").headers


def test_what_a_newer_version_has_applied_is_no_fault(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('signatures', '9999_to_come', '2026-11-24')"
        )
    assert ask(client)[0] == 200


def test_a_secret_that_can_not_be_read(client: Client, settings: Settings, tmp_path: Path) -> None:
    copied = tmp_path / "secrets"
    shutil.copytree(settings.UNDERSIGNED.secrets_folder, copied)
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"secrets_dir": copied})
    assert ask(client)[0] == 200
    (copied / "mail.key").unlink()
    assert ask(client) == (503, {"status": "unready", "reason": "secrets"})


def test_a_full_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1_000_000))
    assert ask(client) == (503, {"status": "unready", "reason": "disk"})


def test_a_process_that_is_about_to_stop(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving.Leave, "is_begun", True)
    assert ask(client) == (503, {"status": "unready", "reason": "stopping"})
    assert client.get("/healthz").status_code == 200


@pytest.mark.postgresql
def test_a_database_that_only_reads(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    assert ask(client) == (503, {"status": "unready", "reason": "database"})


def test_a_publisher_that_refuses_turns_nobody_away_and_is_loud(client: Client, now: datetime) -> None:
    open_log(now=now)
    note_refusal(reason="the published checkpoint says more", now=now)
    pause(reason="the provider is down", now=now)
    told = {"status": "degraded", "degraded": ["publisher: refused", "mail: paused"]}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, told)
    assert answer.headers["X-Undersigned-Degraded"] == "publisher: refused, mail: paused"
    # In one word each: the sentences are for `undersigned doctor`.
    assert b"checkpoint" not in answer.content
    assert ask(client, "?strict=1") == (503, told)
    note_refusal(reason="", now=now)
    assert ask(client, "?strict=1")[1] == {"status": "degraded", "degraded": ["mail: paused"]}
