"""Tests with transactions of their own end with every table emptied: what guards what is only added to stands aside."""

from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from undersigned.accounts import audit_guard
from undersigned.moderation import decision_guard

GUARDS = (audit_guard, decision_guard)


def pytest_configure(config: pytest.Config) -> None:
    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty(self: Any) -> None:
        for guard in GUARDS:
            _run(*guard.dropping(connection.vendor))
        try:
            teardown(self)
        finally:
            for guard in GUARDS:
                _run(*guard.setting(connection.vendor))

    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
