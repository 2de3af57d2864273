import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.cosignatures import (
    MAX_TIME,
    Cosigned,
    Cosigner,
    cosigned_by,
    parse_witness_vkey,
    signature_time,
)
from undersigned.tlog.notes import NoteRefused, Signer, parse_note, parse_vkey

WITNESS = Cosigner("witness.example.com/w1", bytes(range(32)))
# The example of the specification (C2SP tlog-cosignature): its key is not given, its form and its time are.
EXAMPLE = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo\
+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo\
0xUe+mbIUBkBIfZ+qnA==
"""
LOG = Signer("example.com/log", bytes(32))
NOTE = sign_checkpoint(Checkpoint(LOG.name, 5, bytes(32)), LOG)
TEXT = parse_note(NOTE.encode()).text


def cosigned(time=1_679_315_147, witness=WITNESS, note=NOTE):
    return f"{note}{witness.cosign(parse_note(note.encode()).text, time)}\n".encode()


def test_the_specifications_example_has_its_time():
    line = parse_note(EXAMPLE.encode()).signatures[1]
    assert (line.name, len(line.signature)) == ("witness.example.com/w1", 72)
    assert signature_time(line.signature) == 1_679_315_147


def test_what_is_signed_is_what_the_specification_says():
    line = WITNESS.cosign(TEXT, 1_679_315_147)
    key = Ed25519PrivateKey.from_private_bytes(WITNESS.seed).public_key()
    key.verify(line.signature[8:], f"cosignature/v1\ntime 1679315147\n{TEXT}".encode())
    public = key.public_bytes_raw()
    assert line.key_id == hashlib.sha256(b"witness.example.com/w1\n\x04" + public).digest()[:4]


def test_a_vkey_goes_there_and_back_and_is_no_logs():
    assert parse_witness_vkey(WITNESS.verifier.vkey) == WITNESS.verifier
    with pytest.raises(NoteRefused, match="Ed25519"):
        parse_vkey(WITNESS.verifier.vkey)
    with pytest.raises(NoteRefused, match="witness"):
        parse_witness_vkey(LOG.verifier.vkey)


@given(st.integers(0, MAX_TIME))
def test_every_time_is_kept_to_the_second(time):
    assert cosigned_by(cosigned(time), [WITNESS.verifier]) == [Cosigned(WITNESS.name, WITNESS.verifier.key_id, time)]


@given(st.data())
def test_a_flipped_bit_is_never_accepted(data):
    note = bytearray(cosigned())
    place = data.draw(st.integers(0, len(note) - 1))
    note[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = cosigned_by(bytes(note), [WITNESS.verifier])
    except NoteRefused:
        return
    # Only the log's own line was hit, which says nothing of the witness, or the witness has another name now.
    assert found == [] or parse_note(bytes(note)).text == TEXT


def test_the_newest_of_several_counts_and_strangers_are_ignored():
    stranger = Cosigner("elsewhere", bytes(32))
    note = cosigned(20, note=cosigned(30, note=cosigned(10, stranger).decode()).decode())
    assert [each.time for each in cosigned_by(note, [WITNESS.verifier])] == [30]
    assert cosigned_by(note, [Cosigner("third", bytes(range(1, 33))).verifier]) == []


def test_a_time_beyond_the_specifications_is_refused():
    with pytest.raises(NoteRefused, match="time"):
        WITNESS.cosign(TEXT, MAX_TIME + 1)
    signature = WITNESS.cosign(TEXT, 1).signature
    assert not WITNESS.verifier.verify(TEXT.encode(), b"\xff" * 8 + signature[8:])
    assert not WITNESS.verifier.verify(TEXT.encode(), signature[:-1])
