"""This site as a witness: the whole of the protocol's answers, over HTTP, and two logs that ask at once."""

import threading

import pytest
from django.db import connections
from django.test import Client

from undersigned.ledger.models import WitnessedLog
from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.cosignatures import cosigned_by, parse_witness_vkey
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.notes import Signer
from undersigned.tlog.proofs import consistency_proof, range_root
from undersigned.tlog.tree import tree_root
from undersigned.tlog.witnessing import MAX_REQUEST_BYTES, AddCheckpoint, format_request

LOG = Signer("example.com/log", bytes(32))
LEAVES = [leaf_hash(bytes([number])) for number in range(64)]
PATH = "/witness/add-checkpoint"


def node(level, index):
    return tree_root(LEAVES[index << level : (index + 1) << level])


def note(size, *, root=None, signer=LOG):
    return sign_checkpoint(Checkpoint(signer.name, size, root or range_root(0, size, node)), signer).encode()


def asked(old, size, **more):
    return format_request(AddCheckpoint(old, tuple(consistency_proof(old, size, node)), note(size, **more)))


def post(client, body):
    return client.post(PATH, body, content_type="application/octet-stream")


@pytest.fixture
def watched(settings):
    logs = (LOG.verifier.vkey,)
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"witnessed_logs": logs})


@pytest.mark.django_db
def test_it_cosigns_a_log_that_grows_and_keeps_it_before_it_answers(watched, client):
    key = parse_witness_vkey(client.get("/witness/vkey").content.decode().rstrip("\n"))
    assert key.name == "testserver/witness"
    for old, size in [(0, 3), (3, 7), (7, 7), (7, 40)]:
        answer = post(client, asked(old, size))
        assert answer.status_code == 200
        [found] = cosigned_by(note(size) + answer.content, [key])
        assert WitnessedLog.objects.get().size == size
        kept_at = WitnessedLog.objects.get().cosigned_at
        assert kept_at is not None
        assert found.time == int(kept_at.timestamp())


@pytest.mark.django_db
def test_each_refusal_has_the_protocols_number_and_changes_nothing(watched, client):
    assert post(client, asked(0, 7)).status_code == 200
    answers = {
        400: [b"", b"old 7\n", asked(7, 9).replace(b"old 7", b"old 10"), b"x" * (MAX_REQUEST_BYTES + 1)],
        403: [asked(7, 9, signer=Signer(LOG.name, bytes(range(32))))],
        404: [asked(7, 9, signer=Signer("elsewhere/log", bytes(32)))],
        409: [asked(0, 9), asked(3, 9)],
        422: [asked(7, 7, root=bytes(32)), format_request(AddCheckpoint(7, (), note(9)))],
    }
    for status, bodies in answers.items():
        for body in bodies:
            answer = post(client, body)
            assert answer.status_code == status
            if status == 409:
                assert (answer.content, answer["Content-Type"]) == (b"7\n", "text/x.tlog.size")
    assert WitnessedLog.objects.get().size == 7
    assert client.get(PATH).status_code == 405


@pytest.mark.django_db
def test_a_site_that_witnesses_nobody_knows_no_log(client):
    assert post(client, asked(0, 7)).status_code == 404
    assert not WitnessedLog.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_that_ask_at_once_none_is_cosigned_behind_another(watched, client):
    assert post(client, asked(0, 10)).status_code == 200
    start, answers = threading.Barrier(8), {}

    def ask(size):
        start.wait()
        answers[size] = post(Client(), asked(10, size)).status_code
        connections.close_all()

    threads = [threading.Thread(target=ask, args=[size]) for size in range(20, 28)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    accepted = [size for size, status in answers.items() if status == 200]
    assert sorted(answers.values()) == [200] + [409] * 7
    assert WitnessedLog.objects.get().size == accepted[0]
