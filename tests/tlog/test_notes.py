import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from undersigned.tlog.notes import (
    ED25519,
    MAX_SIGNATURES,
    Note,
    NoteRefused,
    NoteSignature,
    Signer,
    check_key_name,
    key_id,
    open_note,
    parse_note,
    parse_vkey,
)

# From the documentation of Go's golang.org/x/mod/sumdb/note.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
GO_SUM = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SIGNER = Signer("example.org/log", bytes(range(32)))
OTHER = Signer("example.org/other", bytes(32))


def signed(text, *signers):
    return str(Note(text, tuple(signer.sign(text) for signer in signers))).encode()


def test_a_note_of_another_implementation_opens():
    text, keys = open_note(NEUMANN_NOTE, [parse_vkey(NEUMANN)])
    assert text.endswith("what your problem is.\n")
    assert [key.name for key in keys] == ["PeterNeumann"]


@pytest.mark.parametrize("vkey", [NEUMANN, GO_SUM, SIGNER.verifier.vkey])
def test_a_vkey_has_one_spelling(vkey):
    assert parse_vkey(vkey).vkey == vkey


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "sum.golang.org",
        GO_SUM.replace("033de0ae", "033de0af"),
        GO_SUM.replace("033de0ae", "033DE0AE"),
        GO_SUM.replace("sum", "sun"),
        GO_SUM + "A",
        f"x+{key_id('x', 4, bytes(32)).hex()}+{base64.b64encode(bytes([4]) + bytes(32)).decode()}",
        f"x+{key_id('x', ED25519, bytes(31)).hex()}+{base64.b64encode(bytes([1]) + bytes(31)).decode()}",
    ],
)
def test_a_vkey_that_contradicts_itself_is_refused(vkey):
    with pytest.raises(NoteRefused):
        parse_vkey(vkey)


texts = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0x20) | st.just("\n"), max_size=60)


@given(texts.map(lambda text: text + "\n"))
@example("two\n\nparts\n")
@example("\n\n\n")
def test_what_was_signed_opens_even_with_empty_lines_within(text):
    data = signed(text, OTHER, SIGNER)
    opened, keys = open_note(data, [SIGNER.verifier])
    assert opened == text
    assert keys == [SIGNER.verifier]
    assert str(parse_note(data)).encode() == data


@given(st.integers(0), st.integers(1, 255))
def test_no_changed_byte_of_text_or_signature_opens(place, change):
    data = signed("example.org/log\n5\nabc\n", SIGNER)
    place %= len(data)
    changed = data[:place] + bytes([data[place] ^ change]) + data[place + 1 :]
    with pytest.raises(NoteRefused):
        open_note(changed, [SIGNER.verifier])


def test_unknown_keys_are_ignored_and_one_known_is_needed():
    data = signed("text\n", OTHER)
    with pytest.raises(NoteRefused, match="none of the known keys"):
        open_note(data, [SIGNER.verifier])


def test_a_bad_signature_of_a_known_key_refuses_the_note_though_another_is_good():
    good = SIGNER.sign("text\n")
    bad = NoteSignature(OTHER.name, OTHER.verifier.key_id, bytes(64))
    data = str(Note("text\n", (good, bad))).encode()
    with pytest.raises(NoteRefused, match=OTHER.name):
        open_note(data, [SIGNER.verifier, OTHER.verifier])
    # Under the same name with another key id it is an unknown key's, and ignored.
    stranger = NoteSignature(OTHER.name, b"\x00\x00\x00\x00", bytes(64))
    open_note(str(Note("text\n", (good, stranger))).encode(), [SIGNER.verifier, OTHER.verifier])


def test_sixteen_and_more_signatures_are_read_but_not_endless_ones():
    signers = [Signer(f"w{number}", bytes([number]) * 32) for number in range(200)]
    _text, keys = open_note(signed("text\n", *signers), [signer.verifier for signer in signers])
    assert len(keys) == 200
    line = SIGNER.sign("text\n")
    with pytest.raises(NoteRefused, match="too many"):
        parse_note(str(Note("text\n", (line,) * (MAX_SIGNATURES + 1))).encode())


GOOD = str(SIGNER.sign("text\n"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        f"text\n{GOOD}\n".encode(),
        f"text\n\n{GOOD}".encode(),
        f"text\n\n{GOOD}\n\n".encode(),
        f"text\r\n\n{GOOD}\n".encode(),
        f"text\n\n{GOOD.replace('—', '-')}\n".encode(),
        f"text\n\n{GOOD} \n".encode(),
        f"text\n\n{GOOD[:-1]}\n".encode(),
        "text\n\n— name AAAAAA==\n".encode(),
        "text\n\n— na+me AAAAAAAA\n".encode(),
        b"\xff\n\n" + GOOD.encode() + b"\n",
        b"a" * 1_000_001,
    ],
)
def test_what_is_no_note_is_refused(data):
    with pytest.raises(NoteRefused):
        parse_note(data)


@pytest.mark.parametrize("text", ["", "no end", "a\tb\n", "a\x00\n"])
def test_such_a_text_is_not_signed(text):
    with pytest.raises(NoteRefused):
        SIGNER.sign(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "a\u200bb"])
def test_such_a_name_is_no_key(name):
    with pytest.raises(NoteRefused):
        check_key_name(name)


def test_a_seed_never_shows_in_a_trace():
    assert SIGNER.seed.hex() not in repr(SIGNER)
    assert "seed" not in repr(SIGNER)
