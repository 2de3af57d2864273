"""A site is brought to a new version while people sign: nobody waits, and the old program goes on beside the new."""

import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.faults.kit import wait_until
from undersigned.console.migrate import keep_nobody_waiting, migrate_all

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(240), pytest.mark.django_db(transaction=True)]
FIRST = [
    (label, "0001_initial") for label in ("accounts", "jobs", "ledger", "mail", "moderation", "petitions", "signatures")
]
LONGEST_WAIT_SECONDS = 2.0
"""On a busy machine; whoever waited for the report would have waited for REPORT_SECONDS."""
REPORT_SECONDS = 3


class OldProgram(threading.Thread):
    """Signs as the first version did: with its own models, on a connection of its own, until told to stop."""

    def __init__(self, models: Any) -> None:
        super().__init__()
        self._petition, self._signature = self._models(models)
        self.stopping = threading.Event()
        self.signed, self.slowest_seconds = 0, 0.0
        self.fault: BaseException | None = None

    @staticmethod
    def _models(models: Any) -> tuple[Any, Any]:
        return models.get_model("petitions", "Petition"), models.get_model("signatures", "Signature")

    def run(self) -> None:
        try:
            petition = self._petition.objects.create(**_columns(self._petition, pid="p" * 22, slug="old"))
            while not self.stopping.wait(0.005):
                began = time.monotonic()
                row = _columns(self._signature, petition=petition, slot=1, fingerprint=f"{self.signed:032}".encode())
                self._signature.objects.create(**row)
                self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)
                self.signed += 1
        except BaseException as fault:
            self.fault = fault
        finally:
            connections.close_all()


def _columns(model: Any, **given: Any) -> dict[str, Any]:
    """What the old program writes into every column that has no default: something of the right kind."""
    kinds = {
        "DateTimeField": datetime(2026, 3, 3, 12, 0, tzinfo=UTC),
        "DateField": datetime(2026, 3, 3, tzinfo=UTC).date(),
        "BinaryField": b"x",
        "CharField": "x",
        "TextField": "x",
        "PositiveIntegerField": 1,
        "PositiveSmallIntegerField": 1,
    }
    made = dict(given)
    for field in model._meta.concrete_fields:
        if field.name not in given and not field.null and not field.has_default() and not field.primary_key:
            made[field.name] = (
                "" if field.blank and field.get_internal_type() == "CharField" else kinds[field.get_internal_type()]
            )
    if model._meta.pk.get_internal_type() == "UUIDField":
        made["id"] = uuid.uuid4()
    return made


@pytest.fixture
def first_version() -> Iterator[Any]:
    """The models of the first version, on a database of that version; the newest again at the end."""
    executor = MigrationExecutor(connection)
    executor.migrate(FIRST)
    try:
        yield executor.loader.project_state(FIRST).apps
    finally:
        migrate_all()


def test_signing_goes_on_while_the_tables_change(first_version: Any) -> None:
    """With a report open that holds back every change of a table for a while."""
    old = OldProgram(first_version)
    old.start()
    try:
        wait_until(lambda: old.signed > 50 or old.fault is not None, 30)
        with psycopg.connect(**_where()) as report:
            report.execute("SELECT count(*) FROM signatures_signature, petitions_petition, ledger_event")
            change = threading.Thread(target=_migrate)
            change.start()
            time.sleep(REPORT_SECONDS)
            report.rollback()
        change.join(120)
        assert not change.is_alive()
        after = old.signed
        wait_until(lambda: old.signed > after + 50 or old.fault is not None, 30)
    finally:
        old.stopping.set()
        old.join()
    assert old.fault is None
    assert old.slowest_seconds < LONGEST_WAIT_SECONDS


def _migrate() -> None:
    try:
        migrate_all()
    finally:
        connections.close_all()


def test_a_change_that_finds_no_gap_says_so() -> None:
    def change() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE signatures_signature ADD COLUMN never integer")

    with psycopg.connect(**_where()) as report:
        report.execute("SELECT count(*) FROM signatures_signature")
        with pytest.raises(OperationalError, match="lock timeout"):
            keep_nobody_waiting("default", change, tries=2)


def _where() -> dict[str, Any]:
    settings = connection.settings_dict
    return {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
