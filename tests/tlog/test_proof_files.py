import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.lines import OTHER_PID, PID, line
from tests.tlog.trees import plain_entries, plain_path, plain_root
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from undersigned.tlog.notes import NoteRefused, Signer
from undersigned.tlog.proof_files import HEADER, ProofFile, check_count, check_place, parse_proof_file
from undersigned.tlog.proofs import ProofRefused

ORIGIN = "petitions.example.org/log"
SIGNER = Signer(ORIGIN, bytes(range(32)))
# The lines of two petitions, mixed.
ENTRIES = [
    line("open 1 0 1 H H"),
    line("open 1 0 1 H H", OTHER_PID),
    line("sign 2 1 1 H"),
    line("sign 2 1 1 H", OTHER_PID),
    line("sign 3 2 1 H"),
]


def proof_of(entries, index, extra=None):
    note = sign_checkpoint(Checkpoint(ORIGIN, len(entries), plain_root(entries)), SIGNER)
    return ProofFile(index, tuple(plain_path(index, entries)), note, extra)


def opened(proof):
    return open_checkpoint(proof.note.encode(), ORIGIN, [SIGNER.verifier])


def test_its_bytes_are_those_of_the_specification():
    entries = [b"one", b"two"]
    proof = proof_of(entries, 0, b"one")
    other = base64.b64encode(plain_root([b"two"])).decode()
    assert str(proof) == f"{HEADER}\nextra b25l\nindex 0\n{other}\n\n{proof.note}"
    assert str(proof_of([b"one"], 0)) == f"{HEADER}\nindex 0\n\n{proof_of([b'one'], 0).note}"


@given(st.integers(1, 40), st.data())
def test_what_was_written_is_read_and_proves_its_entry(size, data):
    entries = plain_entries(size)
    index = data.draw(st.integers(0, size - 1))
    extra = data.draw(st.none() | st.binary(min_size=1, max_size=200))
    proof = parse_proof_file(str(proof_of(entries, index, extra)).encode())
    assert proof == proof_of(entries, index, extra)
    check_place(proof, entries[index], opened(proof))


def test_a_count_proof_is_the_number():
    proof = parse_proof_file(str(proof_of(ENTRIES, 4, ENTRIES[4])).encode())
    entry = check_count(proof, opened(proof))
    assert (entry.pid, entry.n, entry.c) == (PID, 3, 2)


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        (None, "no extra"),
        (b"undersigned-receipt/1\n", "is an entry"),
        (ENTRIES[2], "another root"),
        (line("sign 3 3 1 H"), "another root"),
        (ENTRIES[4][:-1], "line feed"),
    ],
)
def test_a_count_that_the_log_does_not_hold_is_refused(extra, why):
    proof = proof_of(ENTRIES, 4, extra)
    with pytest.raises(ProofRefused, match=why):
        check_count(proof, opened(proof))


GOOD = str(proof_of(ENTRIES, 4, ENTRIES[4]))
NOTE = proof_of(ENTRIES, 4).note
H = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        NOTE,
        GOOD[:-1],
        GOOD.replace("@v1", "@v2"),
        "\n" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("index 4", "index 04"),
        GOOD.replace("index 4", "index -1"),
        GOOD.replace("index 4", "index ٤"),
        GOOD.replace("index 4", "index 9223372036854775808"),
        GOOD.replace("index 4", "index  4"),
        GOOD.replace("index 4", "index 4 "),
        GOOD.replace("index 4\n", ""),
        GOOD.replace("extra ", "extra  "),
        GOOD.replace("extra ", "extra  ").replace("index", "extra AA==\nindex"),
        f"{HEADER}\nextra \nindex 4\n\n{NOTE}",
        f"{HEADER}\nextra AB==\nindex 4\n\n{NOTE}",
        f"{HEADER}\nextra {base64.b64encode(bytes(65_537)).decode()}\nindex 4\n\n{NOTE}",
        f"{HEADER}\nindex 4\nAAAA\n\n{NOTE}",
        f"{HEADER}\nindex 4\n{H[:-2]}B=\n\n{NOTE}",
        f"{HEADER}\nindex 4\n" + f"{H}\n" * 64 + f"\n{NOTE}",
        f"{HEADER}\nindex 4\n{H}\n\n\n{NOTE.replace(ORIGIN, '')}",
        f"{HEADER}\nindex 4\n{H}\n",
        f"{HEADER}\n\n{NOTE}",
    ],
)
def test_what_is_no_proof_is_refused(text):
    with pytest.raises(ProofRefused):
        parse_proof_file(text.encode())


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(ProofRefused, match="UTF-8"):
        parse_proof_file(b"\xff" + GOOD.encode())
    with pytest.raises(ProofRefused, match="too long"):
        parse_proof_file(GOOD.encode() + bytes(2_000_000))


@given(st.integers(0, len(GOOD.encode()) - 1), st.integers(0, 7))
def test_no_bit_can_change(at, bit):
    changed = bytearray(GOOD.encode())
    changed[at] ^= 1 << bit
    with pytest.raises((ProofRefused, NoteRefused)):
        check_count(proof := parse_proof_file(bytes(changed)), opened(proof))
