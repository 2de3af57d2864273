"""Receipts: what a whole one shows, and that no changed one passes."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.lines import OTHER_PID, PID, line, some_hash
from tests.tlog.trees import plain_path, plain_root
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from undersigned.tlog.notes import Signer
from undersigned.tlog.proof_files import ProofFile, parse_proof_file
from undersigned.tlog.receipts import Opened, ReceiptRefused, check_receipt, later_entries, make_receipt, read_receipt

ORIGIN = "petitions.example.org/log"
SIGNER = Signer(ORIGIN, bytes(range(32)))
NAMES = ("entry", "text", "token", "id", "nul", "att")
TEXT = b"undersigned-text/1\nthe text that was read\n"


def parts(**changes):
    values = {name: hashlib.sha256(name.encode()).digest() for name in ("token", "id", "nul", "att")}
    return {"text": hashlib.sha256(TEXT).digest(), **values, **changes}


def commitment(pid=PID, **changes):
    """The commitment by the words of the specification, written apart from the code under test."""
    known = parts(**changes)
    token = hashlib.sha256(b"undersigned/1 token\n" + known["token"]).digest()
    inner = known["text"] + token + known["id"] + known["nul"] + known["att"]
    return base64.b64encode(hashlib.sha256(f"undersigned/1 sign\n{pid}\n".encode() + inner).digest()).decode()


SIGN = line(f"sign 2 1 1 {commitment()}")
ENTRIES = [
    line("open 1 0 1 H H"),
    line("open 1 0 1 H H", OTHER_PID),
    SIGN,
    line("sign 2 1 1 H", OTHER_PID),
    line("sign 3 2 1 H"),
    line("withdraw 4 1 2"),
    line("withdraw 3 0 3", OTHER_PID),
]


def receipt_of(entries=ENTRIES, index=2, *, signer=SIGNER, **changes):
    note = sign_checkpoint(Checkpoint(signer.name, len(entries), plain_root(entries)), signer)
    opened = Opened(entry=entries[index], **parts(**changes))
    return make_receipt(opened, index, plain_path(index, entries), note).encode()


def opener(note):
    return open_checkpoint(note, ORIGIN, [SIGNER.verifier])


def test_a_receipt_shows_its_signature():
    checked = check_receipt(receipt_of(), opener, text=TEXT)
    assert (checked.entry.type, checked.entry.pid, checked.index, checked.checkpoint.size) == ("sign", PID, 2, 7)
    assert checked.text == hashlib.sha256(TEXT).digest()


def test_its_bytes_are_those_of_the_specification():
    extra = parse_proof_file(receipt_of()).extra
    known = {"entry": SIGN, **parts()}
    lines = [
        f"{name} {base64.b64encode(known[name]).decode()}" for name in ("entry", "text", "token", "id", "nul", "att")
    ]
    assert extra == "\n".join(["undersigned-receipt/1", *lines, ""]).encode()


def test_what_opens_it_is_not_printed():
    assert repr(parts()["token"]) not in repr(read_receipt(receipt_of())[1])


@given(st.integers(0, 8 * len(receipt_of()) - 1))
def test_any_flipped_bit_is_refused(bit):
    data = bytearray(receipt_of())
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ReceiptRefused):
        check_receipt(bytes(data), opener, text=TEXT)


def test_every_flipped_bit_is_refused():
    whole = receipt_of()
    passed = []
    for bit in range(8 * len(whole)):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        try:
            check_receipt(bytes(data), opener)
        except ReceiptRefused:
            continue
        passed.append(bit)
    assert passed == []


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    with pytest.raises(ReceiptRefused):
        check_receipt(data, opener)


@given(st.integers(0, len(receipt_of())), st.integers(0, len(receipt_of())))
def test_what_is_cut_or_doubled_is_refused(start, end):
    whole = receipt_of()
    changed = whole[:start] + whole[end:]
    if changed != whole:
        with pytest.raises(ReceiptRefused):
            check_receipt(changed, opener)


@pytest.mark.parametrize("part", ["text", "token", "id", "nul", "att"])
def test_each_part_is_bound(part):
    with pytest.raises(ReceiptRefused) as refused:
        check_receipt(receipt_of(**{part: bytes(32)}), opener)
    assert refused.value.code == "commitment"


@pytest.mark.parametrize(
    ("receipt", "code"),
    [
        (receipt_of(signer=Signer(ORIGIN, bytes(32))), "signature"),
        (receipt_of(signer=Signer("elsewhere.example/log", bytes(range(32)))), "signature"),
        (receipt_of().replace(b"index 2\n", b"index 3\n"), "place"),
        (b"c2sp.org/tlog-proof@v1\nindex 0\n\n", "broken"),
        (b"", "broken"),
        (b"\xff\xfe", "broken"),
        (str(ProofFile(2, (), receipt_of().decode().partition("\n\n")[2], ENTRIES[2])).encode(), "kind"),
        (receipt_of(index=0), "entry"),
        (receipt_of(index=5), "entry"),
    ],
)
def test_a_broken_receipt_gives_a_plain_sentence(receipt, code):
    with pytest.raises(ReceiptRefused) as refused:
        check_receipt(receipt, opener)
    assert refused.value.code == code
    sentence = str(refused.value)
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def test_another_text_is_refused():
    with pytest.raises(ReceiptRefused) as refused:
        check_receipt(receipt_of(), opener, text=TEXT + b"and more")
    assert refused.value.code == "text"


def test_lines_have_one_order_and_one_spelling():
    proof = parse_proof_file(receipt_of())
    assert proof.extra is not None
    lines = proof.extra.decode().split("\n")
    for changed in (
        [lines[0], lines[2], lines[1], *lines[3:]],
        [*lines[:-1], lines[-2], ""],
        [*lines[:-1]],
        [lines[0], lines[1].replace(" ", "  "), *lines[2:]],
        [*lines[:-2], f"att {some_hash('x')[:-4]}", ""],
    ):
        bad = ProofFile(proof.index, proof.hashes, proof.note, "\n".join(changed).encode())
        with pytest.raises(ReceiptRefused) as refused:
            check_receipt(str(bad).encode(), opener)
        assert refused.value.code == "broken"


def test_a_later_entry_that_takes_it_back_is_found():
    checked = check_receipt(receipt_of(), opener)
    assert [(index, entry.type) for index, entry in later_entries(checked, ENTRIES, 0)] == [(5, "withdraw")]
    assert list(later_entries(checked, ENTRIES[:5], 0)) == []
    assert [index for index, _ in later_entries(checked, ENTRIES[4:], 4)] == [5]


def test_a_restored_signature_has_a_receipt_too():
    again = [*ENTRIES[:5], line("invalidate 4 1 2 lost"), line(f"restore 5 2 2 {commitment()}"), line("withdraw 6 1 2")]
    checked = check_receipt(receipt_of(again, 6), opener)
    assert checked.signed_at_index == 2
    assert [index for index, _ in later_entries(checked, again, 0)] == [7]
