import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.cosignatures import Cosigner
from undersigned.tlog.notes import NoteRefused, Signer, parse_note
from undersigned.tlog.policies import (
    PolicyRefused,
    check_quorum,
    format_policy,
    open_by_policy,
    parse_policy,
)

LOG = Signer("example.com/log", bytes(32))
KEYS = {
    f"{letter}{number}": Cosigner(f"{letter}/w{number}", bytes([ord(letter), number]) * 16)
    for letter in "XY"
    for number in (1, 2, 3)
}
NOTE = sign_checkpoint(Checkpoint(LOG.name, 5, bytes(32)), LOG)
# The specification's own example, with keys.
EXAMPLE = "\n".join(
    [
        f"log {LOG.verifier.vkey}",
        "",
        *(f"\twitness  {name} {key.verifier.vkey} https://example.com/ " for name, key in KEYS.items()),
        " # at least two of them",
        "group X-witnesses 2 X1 X2 X3",
        "group Y-witnesses any Y1 Y2 Y3",
        "group X-and-Y all X-witnesses Y-witnesses",
        "quorum X-and-Y",
        "",
    ]
)


def signed_by(*names):
    text = parse_note(NOTE.encode()).text
    return (NOTE + "".join(f"{KEYS[name].cosign(text, 7)}\n" for name in names)).encode()


@given(st.sets(st.sampled_from(sorted(KEYS))))
def test_the_quorum_is_two_of_one_house_and_one_of_the_other(names):
    policy = parse_policy(EXAMPLE.encode())
    house = [name[0] for name in names]
    if house.count("X") >= 2 and house.count("Y") >= 1:
        accepted = open_by_policy(signed_by(*names), policy)
        assert accepted.checkpoint.size == 5
        assert {each.name for each in accepted.cosigned} == {KEYS[name].name for name in names}
    else:
        with pytest.raises(PolicyRefused, match="no quorum"):
            open_by_policy(signed_by(*names), policy)


def test_a_cosignature_that_is_not_of_this_checkpoint_refuses_it():
    other = sign_checkpoint(Checkpoint(LOG.name, 6, bytes(32)), LOG)
    moved = (other + signed_by("X1").decode().split("\n\n")[1].split("\n", 1)[1]).encode()
    with pytest.raises(NoteRefused, match="cosignature by X/w1"):
        check_quorum(moved, parse_policy(EXAMPLE.encode()))


def test_none_requires_no_witness_but_the_log():
    policy = parse_policy(f"log {LOG.verifier.vkey}\nquorum none\n".encode())
    assert open_by_policy(NOTE.encode(), policy).cosigned == ()
    stranger = Signer("example.com/log", bytes(range(32)))
    with pytest.raises(NoteRefused, match="none of the known keys"):
        open_by_policy(sign_checkpoint(Checkpoint(LOG.name, 5, bytes(32)), stranger).encode(), policy)


def test_what_is_written_is_read():
    witnesses = [(KEYS[name].verifier.vkey, f"https://{name}.example/") for name in ("X1", "Y1")]
    policy = parse_policy(format_policy(LOG.verifier.vkey, "https://example.com/log", witnesses, 1).encode())
    assert open_by_policy(signed_by("Y1"), policy).checkpoint.origin == LOG.name
    with pytest.raises(PolicyRefused):
        open_by_policy(NOTE.encode(), policy)
    free = parse_policy(format_policy(LOG.verifier.vkey, "", witnesses, 0).encode())
    assert open_by_policy(NOTE.encode(), free).cosigned == ()


W = KEYS["X1"].verifier.vkey


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has a quorum line"),
        ("quorum none\nquorum none\n", "line 2: a policy has one quorum"),
        ("quorum a\n", "line 1: no witness and no group a"),
        (f"witness none {W}\nquorum none\n", "line 1: the name none is taken"),
        (f"witness a {W}\nwitness b {W}\nquorum none\n", "line 2: this witness's key stands above"),
        (f"witness a {W}\ngroup g 2 a\nquorum g\n", "line 2: the threshold is more"),
        (f"witness a {W}\ngroup g 0 a\nquorum g\n", "line 2: a threshold is any, all"),
        (f"witness a {W}\ngroup g any a\ngroup h any a\nquorum h\n", "line 3: a is a member already"),
        (f"witness a {W}\ngroup g any a a\nquorum g\n", "line 2: a is a member already"),
        (f"group g any a\nwitness a {W}\nquorum g\n", "line 1: no witness and no group a"),
        (f"group g any\nwitness a {W}\nquorum g\n", "line 1: group has"),
        (f"log {W}\nquorum none\n", "line 1: the vkey is not that of an Ed25519 key"),
        ("trust me\nquorum none\n", "line 1: there is no line 'trust'"),
        ("quorum none\r\n", "control characters"),
    ],
)
def test_a_broken_policy_names_its_line(text, reason):
    with pytest.raises(PolicyRefused, match=reason):
        parse_policy(text.encode())


@given(st.binary(max_size=300))
def test_whatever_comes_is_a_policy_or_refused(data):
    try:
        parse_policy(data)
    except PolicyRefused:
        return
    assert b"quorum" in data
