"""A migration that builds and drops indexes beside the signing may be broken off anywhere and done again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from undersigned.jobs.migrating import AddIndexBeside, RemoveIndexBeside

pytestmark = pytest.mark.django_db(transaction=True)
TABLE, NAME = "signatures_signature", "never_wanted"
ADD = AddIndexBeside("signature", models.Index(fields=["version"], name=NAME))
REMOVE = RemoveIndexBeside("signature", NAME)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")


def stands() -> bool:
    with connection.cursor() as cursor:
        return NAME in connection.introspection.get_constraints(cursor, TABLE)


def done(operation: Operation, state: Any) -> None:
    after = state.clone()
    operation.state_forwards("signatures", after)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("signatures", editor, state, after)


@pytest.fixture
def state() -> Any:
    return MigrationLoader(connection).project_state()


def test_an_index_that_stands_is_left_alone(state: Any) -> None:
    done(ADD, state)
    done(ADD, state)
    assert stands()


def test_an_index_that_is_gone_stays_gone(state: Any) -> None:
    after = state.clone()
    ADD.state_forwards("signatures", after)
    done(ADD, state)
    done(REMOVE, after)
    done(REMOVE, after)
    assert not stands()


@pytest.mark.postgresql
def test_an_index_that_was_broken_off_is_built_anew(state: Any) -> None:
    """What Ctrl-C leaves behind while PostgreSQL waits for a report to end: an index that is never used."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {NAME} ON {TABLE} (version)")
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)", [NAME])
    done(ADD, state)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [NAME])
        assert cursor.fetchone() == (True,)
