import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.notes import Note, Signer
from undersigned.tlog.proofs import consistency_proof, range_root
from undersigned.tlog.tree import tree_root
from undersigned.tlog.witnessing import (
    MAX_REQUEST_BYTES,
    AddCheckpoint,
    WitnessRefused,
    check_claim,
    check_growth,
    format_request,
    parse_request,
    parse_size,
)

LOG = Signer("example.com/log", bytes(32))
LEAVES = [leaf_hash(bytes([number])) for number in range(40)]


def node(level, index):
    return tree_root(LEAVES[index << level : (index + 1) << level])


def point(size):
    return Checkpoint(LOG.name, size, range_root(0, size, node))


def request(old, size):
    return AddCheckpoint(old, tuple(consistency_proof(old, size, node)), sign_checkpoint(point(size), LOG).encode())


def status_of(body, known=None, logs=(LOG.verifier,)):
    try:
        asked = parse_request(body)
        check_growth(asked, check_claim(asked, logs), known)
    except WitnessRefused as refused:
        return int(refused.status)
    return 200


@given(st.integers(0, 40), st.integers(0, 40))
def test_growth_is_accepted_from_what_is_known_and_from_nothing_else(old, size):
    if old > size:
        old, size = size, old
    asked = request(old, size)
    assert parse_request(format_request(asked)) == asked
    body = format_request(asked)
    assert status_of(body, point(old)) == 200
    assert status_of(body, point(old + 1) if old < 40 else point(39)) == 409
    if 0 < old < size:
        assert status_of(format_request(AddCheckpoint(old, asked.proof[:-1], asked.note)), point(old)) == 422
        assert status_of(body, Checkpoint(LOG.name, old, bytes(32))) == 422


def test_every_refusal_has_its_number():
    body = format_request(request(0, 7))
    assert status_of(body) == 200
    assert status_of(body, logs=[]) == 404
    assert status_of(body, logs=[Signer(LOG.name, bytes(range(32))).verifier]) == 403
    assert status_of(body.replace(b"old 0", b"old 8")) == 400
    assert status_of(format_request(AddCheckpoint(0, (bytes(32),), request(0, 7).note))) == 422
    assert status_of(format_request(request(7, 7)), Checkpoint(LOG.name, 7, bytes(32))) == 422
    asked = request(3, 7)
    with pytest.raises(WitnessRefused) as refused:
        check_growth(asked, check_claim(asked, [LOG.verifier]), point(5))
    assert refused.value.size == 5


@pytest.mark.parametrize(
    "change",
    [
        lambda body: b"",
        lambda body: b"old 3\n" + body,
        lambda body: body.replace(b"old 3", b"old 03"),
        lambda body: body.replace(b"old 3", b"old -3"),
        lambda body: body.replace(b"old 3", b"old  3"),
        lambda body: body.replace(b"old 3", b"old 99999999999999999999"),
        lambda body: body.replace(b"old 3\n", b"old 3\nAAAA\n"),
        lambda body: body.replace(b"old 3\n", b"old 3\n" + b"A" * 43 + b"=\n" * 1 + (b"A" * 43 + b"=\n") * 64),
        lambda body: body.replace(b"=\n\n", b"=\n"),
        lambda body: body + b"x" * MAX_REQUEST_BYTES,
        lambda body: body.replace(b"example.com/log\n7", b"example.com/log\n07"),
    ],
)
def test_what_is_no_request_is_400(change):
    assert status_of(change(format_request(request(3, 7))), point(3)) == 400


def test_a_log_with_extension_lines_is_witnessed_too():
    text = f"{point(7)}an extension\n"
    note = str(Note(text, (LOG.sign(text),))).encode()
    asked = AddCheckpoint(0, (), note)
    claim = check_claim(asked, [LOG.verifier])
    assert (claim.checkpoint, claim.text) == (point(7), text)


@given(st.binary(max_size=400))
def test_whatever_comes_has_an_answer(body):
    assert status_of(body) in {400, 403, 404, 409, 422}


@pytest.mark.parametrize(
    ("body", "size"), [(b"5\n", 5), (b"0\n", 0), (b"5", None), (b"05\n", None), (b"", None), (b"9" * 19 + b"\n", None)]
)
def test_a_size_line_has_one_spelling(body, size):
    assert parse_size(body) == size
