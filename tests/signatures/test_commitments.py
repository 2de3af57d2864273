"""The commitment against vectors that were computed with the standard's words and openssl alone."""

import hashlib
import hmac
from datetime import date

import pytest

from undersigned.signatures.rules.commitments import Opening, attributes, commitment, hashes, sign_fields
from undersigned.signatures.rules.persons import fingerprint

SECRET = bytes(range(32))
TEXT_HASH = hashlib.sha256(b"text").digest()
KEY = bytes(range(100, 132))


def opening(**changes: object) -> Opening:
    values: dict[str, object] = {
        "secret": SECRET,
        "pid": "AAAAAAAAAAAAAAAAAAAAAA",
        "text_hash": TEXT_HASH,
        "email": "Ada.Example@MÜNCHEN.example".replace("MÜNCHEN", "xn--mnchen-3ya"),
        "fingerprint": fingerprint(KEY, "ada.example@xn--mnchen-3ya.example"),
        "country": "FR",
        "day": date(2026, 11, 24),
    }
    return Opening(**(values | changes))  # type: ignore[arg-type]


def d(part: str) -> bytes:
    return hmac.new(SECRET, b"undersigned/1 " + part.encode(), hashlib.sha256).digest()


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_it_is_what_the_ledger_says() -> None:
    mark = hmac.new(KEY, b"ada.example@xn--mnchen-3ya.example", hashlib.sha256).digest()
    token = sha(b"undersigned/1 token\n" + d("token"))
    id_ = sha(b"undersigned/1 id\n" + d("id") + b"ada.example@xn--mnchen-3ya.example")
    nul = sha(b"undersigned/1 nul\n" + d("nul") + mark)
    att = sha(b"undersigned/1 att\n" + d("att") + b"country=FR\nday=2026-11-24\nmethod=email\n")
    inner = hashes(opening())
    assert (inner.token, inner.id, inner.nul, inner.att) == (token, id_, nul, att)
    whole = sha(b"undersigned/1 sign\nAAAAAAAAAAAAAAAAAAAAAA\n" + TEXT_HASH + token + id_ + nul + att)
    assert commitment(opening()) == whole


def test_a_vector_that_never_changes() -> None:
    """Receipts of all years rest on these bytes: whoever breaks this breaks them."""
    assert commitment(opening()).hex() == "f1693d9df2b2956766faeae415e6f99727c1952c106fbf7ff4abf84ad06633c9"


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": bytes(32)},
        {"pid": "AAAAAAAAAAAAAAAAAAAAAQ"},
        {"text_hash": bytes(32)},
        {"email": "someone.else@example.org"},
        {"fingerprint": bytes(32)},
        {"country": "DE"},
        {"day": date(2026, 11, 25)},
    ],
)
def test_each_part_is_bound(changes: dict[str, object]) -> None:
    assert commitment(opening(**changes)) != commitment(opening())


def test_an_address_is_hashed_in_small_letters() -> None:
    assert commitment(opening(email="ada.example@xn--mnchen-3ya.example")) == commitment(opening())


def test_attributes_and_fields_are_plain_lines() -> None:
    assert attributes(opening()) == b"country=FR\nday=2026-11-24\nmethod=email\n"
    assert sign_fields(3, bytes(32)) == "3 " + "A" * 43 + "="
