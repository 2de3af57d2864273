"""Promises: the note that a signer gets at once."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.lines import PID
from undersigned.tlog.notes import NoteRefused, Signer
from undersigned.tlog.promises import Promise, key_name, open_promise, parse_promise, sign_promise

ORIGIN = "petitions.example.org/log"
SIGNER = Signer(f"{ORIGIN}/promise", bytes(range(32)))
COMMITMENT = bytes(range(32))
PROMISE = Promise(ORIGIN, PID, COMMITMENT, 1_795_500_000, 70)


def test_its_bytes_are_those_of_the_specification():
    text, _, lines = sign_promise(PROMISE, SIGNER).partition("\n\n")
    encoded = base64.b64encode(COMMITMENT).decode()
    assert text == f"petitions.example.org/log/promise\n{PID}\n{encoded}\n1795500000 70"
    assert lines.startswith("\N{EM DASH} petitions.example.org/log/promise ")


def test_what_was_signed_is_read():
    assert open_promise(sign_promise(PROMISE, SIGNER).encode(), SIGNER.verifier) == PROMISE


def test_every_flipped_bit_is_refused():
    whole = sign_promise(PROMISE, SIGNER).encode()
    passed = []
    for bit in range(8 * len(whole)):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        try:
            open_promise(bytes(data), SIGNER.verifier)
        except NoteRefused:
            continue
        passed.append(bit)
    assert passed == []


@given(st.integers(0, 10**15 - 1), st.integers(1, 10**9 - 1), st.binary(min_size=32, max_size=32))
def test_every_promise_has_one_spelling(promised_at, within, commitment):
    promise = Promise(ORIGIN, PID, commitment, promised_at, within)
    assert parse_promise(str(promise)) == promise


def test_the_log_key_does_not_promise():
    with pytest.raises(NoteRefused):
        sign_promise(PROMISE, Signer(ORIGIN, bytes(range(32))))
    with pytest.raises(NoteRefused):
        open_promise(sign_promise(PROMISE, SIGNER).encode(), Signer(ORIGIN, bytes(range(32))).verifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        str(PROMISE)[:-1],
        str(PROMISE) + "more\n",
        str(PROMISE).replace("/promise", ""),
        str(PROMISE).replace(" 70", " 070"),
        str(PROMISE).replace(" 70", " 0"),
        str(PROMISE).replace(" 70", ""),
        str(PROMISE).replace(PID, PID[:-1]),
        str(PROMISE).replace("=\n", "\n"),
    ],
)
def test_whatever_is_no_promise_is_refused(text):
    with pytest.raises(NoteRefused):
        parse_promise(text)


def test_a_promise_names_the_key_that_signed_it():
    other = Signer(key_name("elsewhere.example/log"), bytes(range(32)))
    forged = sign_promise(Promise("elsewhere.example/log", PID, COMMITMENT, 0, 1), other)
    with pytest.raises(NoteRefused):
        open_promise(forged.encode(), SIGNER.verifier)
