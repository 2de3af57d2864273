import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint, sign_checkpoint
from undersigned.tlog.hashing import EMPTY_ROOT
from undersigned.tlog.notes import Note, NoteRefused, Signer

ORIGIN = "petitions.example.org/log"
SIGNER = Signer(ORIGIN, bytes(range(32)))
WITNESS = Signer("witness.example", bytes(32))


def test_its_bytes_are_those_of_the_specification():
    text = str(Checkpoint(ORIGIN, 0, EMPTY_ROOT))
    assert text == "petitions.example.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_what_was_signed_opens(size, root):
    checkpoint = Checkpoint(ORIGIN, size, root)
    note = sign_checkpoint(checkpoint, SIGNER)
    assert open_checkpoint(note.encode(), ORIGIN, [SIGNER.verifier]) == checkpoint


HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n5\n{HASH}",
        f"{ORIGIN}\n5\n{HASH}\nextension\n",
        f"{ORIGIN}\n05\n{HASH}\n",
        f"{ORIGIN}\n-5\n{HASH}\n",
        f"{ORIGIN}\n+5\n{HASH}\n",
        f"{ORIGIN}\n٥\n{HASH}\n",
        f"{ORIGIN}\n9223372036854775808\n{HASH}\n",
        f"{ORIGIN}\n5\n{HASH[:-2]}V=\n",
        f"{ORIGIN}\n5\nAAAA\n",
        f"\n5\n{HASH}\n",
        f"a b\n5\n{HASH}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteRefused):
        parse_checkpoint(text)


def test_only_the_origins_key_signs_it():
    checkpoint = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    with pytest.raises(NoteRefused, match="may not sign"):
        sign_checkpoint(checkpoint, WITNESS)
    note = str(Note(str(checkpoint), (WITNESS.sign(str(checkpoint)),)))
    with pytest.raises(NoteRefused, match="the log itself"):
        open_checkpoint(note.encode(), ORIGIN, [SIGNER.verifier, WITNESS.verifier])


def test_another_logs_checkpoint_is_refused():
    note = sign_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT), SIGNER)
    with pytest.raises(NoteRefused, match="not of"):
        open_checkpoint(note.encode(), "example.org/log", [SIGNER.verifier])
