"""Tests with transactions of their own end with every table emptied: the audit trail's guard stands aside then."""

from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from undersigned.accounts.audit_guard import dropping, setting


def pytest_configure(config: pytest.Config) -> None:
    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty(self: Any) -> None:
        _run(*dropping(connection.vendor))
        try:
            teardown(self)
        finally:
            _run(*setting(connection.vendor))

    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
