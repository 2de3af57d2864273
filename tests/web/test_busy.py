"""A database that does not answer in time is 503 and passes; nothing half-written stays, nothing is revealed."""

import sqlite3
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from tests.journeys.conftest import FORM
from tests.makers import make_published
from undersigned.signatures.models import Signature

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


def test_a_locked_database_is_503_and_the_signer_may_try_again(now: datetime) -> None:
    slug = make_published(now).slug
    body = "name=Ida&email=ida%40brambleworth.example&country=GB&version=1-en"
    client = Client(raise_request_exception=False)
    connection.cursor().execute("PRAGMA busy_timeout=50")
    with sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.post(f"/en/petitions/{slug}/sign", body, content_type=FORM)
        other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "Nothing was lost and nothing was counted." in answer.content.decode()
    assert "<main" in answer.content.decode()
    assert not Signature.objects.exists()
    assert client.post(f"/en/petitions/{slug}/sign", body, content_type=FORM).status_code == 200
