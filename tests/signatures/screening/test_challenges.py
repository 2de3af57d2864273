"""Tokens and proofs of work: what holds, what does not, and that ALTCHA's own library agrees."""

import base64
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from altcha.v1 import solve_challenge, verify_solution
from hypothesis import given
from hypothesis import strategies as st

from tests.signatures.screening.evidence import NOON
from undersigned.signatures.rules.challenges import LIVES, MOST, make_token, make_work, read_proof, read_token

KEY = b"k" * 32
# The number sought is small, so that tests are quick: 4 bytes of the entropy choose it.
ENTROPY = b"n" * 12 + (23).to_bytes(4, "big")


def payload(**changes: Any) -> str:
    work = make_work(KEY, "lake", NOON, ENTROPY)
    solved = {name: work[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": 23}
    return base64.b64encode(json.dumps(solved | changes).encode()).decode()


def test_a_token_says_when() -> None:
    token = make_token(KEY, "lake", NOON)
    assert read_token(KEY, "lake", token) == NOON
    assert len(token) < 60


@pytest.mark.parametrize(
    "token",
    ["", ".", "1.x", make_token(b"x" * 32, "lake", NOON), make_token(KEY, "other", NOON),
     make_token(KEY, "lake", NOON)[:-1], "9" * 5000 + ".x", "²." + "x" * 22, "1772539200000.ü"],
)  # fmt: skip
def test_what_was_not_made_here_says_nothing(token: str) -> None:
    assert read_token(KEY, "lake", token) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert read_token(KEY, "lake", text) is None
    assert read_proof(KEY, text, NOON) is None


@given(st.dictionaries(st.sampled_from(["algorithm", "challenge", "number", "salt", "signature"]), st.one_of(
    st.none(), st.text(), st.integers(), st.lists(st.integers()), st.floats())))  # fmt: skip
def test_any_payload_is_read(told: dict[str, Any]) -> None:
    assert read_proof(KEY, base64.b64encode(json.dumps(told).encode()).decode(), NOON) is None


def test_a_proof_holds_for_its_petition() -> None:
    proof = read_proof(KEY, payload(), NOON)
    assert proof is not None
    assert (proof.nonce, proof.petition) == (b"n" * 12, "lake")


def test_it_holds_to_the_last_second() -> None:
    assert read_proof(KEY, payload(), NOON + LIVES) is not None
    assert read_proof(KEY, payload(), NOON + LIVES + timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 24},
        {"number": "23"},
        {"number": True},
        {"algorithm": "SHA-1"},
        {"signature": "00"},
        {"challenge": "00"},
        {"challenge": None},
        {"challenge": "\ud800"},
        {"signature": "\ud800"},
        {"salt": make_work(KEY, "lake", NOON, ENTROPY)["salt"].replace("lake", "\ud800")},
        {"salt": make_work(KEY, "lake", NOON, ENTROPY)["salt"].replace("lake", "sea")},
        {"salt": make_work(KEY, "lake", NOON + LIVES, ENTROPY)["salt"]},
        {"salt": make_work(KEY, "lake", NOON, ENTROPY)["salt"] + "2", "number": 3},
    ],
)
def test_a_proof_that_was_changed_does_not_hold(changes: dict[str, Any]) -> None:
    assert read_proof(KEY, payload(**changes), NOON) is None


def test_altchas_own_library_solves_and_accepts_it() -> None:
    """Their signature, their challenge, their payload; their clock is the real one."""
    from datetime import UTC, datetime

    work = make_work(KEY, "lake", datetime.fromtimestamp(time.time(), UTC), ENTROPY)
    solution = solve_challenge(work["challenge"], work["salt"], work["algorithm"], MOST, 0)
    assert solution is not None
    assert solution.number == 23
    solved = {name: work[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": 23}
    payload_sent = base64.b64encode(json.dumps(solved).encode()).decode()
    accepted, fault = verify_solution(payload_sent, KEY.hex(), check_expires=True)
    assert accepted, fault
