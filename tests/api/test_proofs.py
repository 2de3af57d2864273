"""The number as a signed file, over HTTP, read with nothing but the log's key."""

import pytest
from django.test import Client

from tests.ledger.events import sign_many
from tests.ledger.test_publishing import STEP, round_out
from tests.makers import make_draft, make_published
from undersigned.ledger.actions.open_log import open_log
from undersigned.tlog.checkpoints import open_checkpoint
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.proof_files import check_count, parse_proof_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(HTTP_ACCEPT_LANGUAGE="tr", HTTP_COOKIE="sessionid=x")


def address(petition):
    return f"/api/v1/petitions/{petition.slug}/count.tlog-proof"


def test_the_number_is_a_file_that_checks_by_itself(client, now):
    open_log(now=now)
    petition = make_published(now)
    sign_many(7, now, pid=petition.pid)
    round_out(now)
    answer = client.get(address(petition))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert answer["Access-Control-Allow-Origin"] == "*"
    proof = parse_proof_file(answer.content)
    key = parse_vkey(client.get("/log/vkey").content.decode().strip())
    entry = check_count(proof, open_checkpoint(proof.note.encode(), key.name, [key]))
    assert (entry.pid, entry.c) == (petition.pid, 7)
    assert proof.note.encode() == client.get("/log/checkpoint").content
    same = client.get(address(petition), headers={"If-None-Match": answer["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    sign_many(1, now, pid=petition.pid)
    round_out(now + STEP)
    assert client.get(address(petition), headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_what_the_log_does_not_hold_yet_is_a_problem_document(client, now):
    petition = make_published(now)
    answer = client.get(address(petition))
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert "does not hold this petition yet" in answer.json()["detail"]


def test_what_is_not_public_has_no_proof(client, now):
    assert client.get(address(make_draft(now))).status_code == 404
    assert client.post(address(make_published(now))).status_code == 405
