"""While somebody else holds the database, signers are told so."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from tests.cast import OSCAR
from tests.makers import make_published
from tests.signing import states_of
from tests.web.public.sending import sign


@pytest.fixture
def short_patience() -> Iterator[None]:
    """This connection waits 50 ms for a lock instead of 20 s."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    yield
    connection.close()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_locked_database_is_503_and_nothing_is_written(client: Client, short_patience: None) -> None:
    petition = make_published(datetime.now(UTC))
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = sign(client, petition, OSCAR)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Nothing was lost" in answer.content.decode()
    assert states_of(petition, OSCAR) == []
    assert sign(client, petition, OSCAR).status_code == 200
