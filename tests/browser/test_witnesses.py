"""What pages make of witnesses, in Chromium: the answers of undersigned.tlog.policies, for policies and notes."""

import base64
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.small_logs import (
    COSIGNED_AT,
    NOBODY,
    POLICY,
    SIGNER,
    STRANGER,
    WITNESS,
    SmallServer,
    cosigned,
    files_of,
    proof_of,
    signed,
)
from tests.browser.test_recounting import ASK, entries_of
from tests.tlog.lines import PID
from undersigned.tlog.cosignatures import Cosigner
from undersigned.tlog.notes import NoteRefused, Signer
from undersigned.tlog.policies import PolicyRefused, check_quorum, parse_policy

JUDGE = """async ([policies, notes, vkey]) => {
  const { Fault } = await import("/static/tlog.js");
  const { judge, parsePolicy } = await import("/static/witnesses.js");
  const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  const attempt = act => {
    try { return act(); }
    catch (fault) { if (fault instanceof Fault) return fault.name; throw fault; }
  };
  return policies.map(policy => notes.map(note => attempt(() => {
    const { cosigned, isEnough } = judge(bytes(note), parsePolicy(bytes(policy)), vkey);
    return isEnough ? cosigned : "unwitnessed";
  })));
}"""
OTHERS = [Cosigner(f"w{number}.example", bytes([number]) * 32) for number in range(3)]
KEYS = [one.verifier.vkey for one in OTHERS]
LOG = f"log {SIGNER.verifier.vkey}\n"
WITNESSES = "".join(f"witness {name} {vkey}\n" for name, vkey in zip("abc", KEYS, strict=True))
POLICIES = [
    POLICY.decode(),
    NOBODY.decode(),
    f"{LOG}{WITNESSES}group two 2 a b c\nquorum two\n",
    f"{LOG}{WITNESSES}group ab all a b\ngroup one any ab c\nquorum one\n",
    f"# nobody of these\n\n{LOG}{WITNESSES}quorum b\n",
    f"\t log\t{SIGNER.verifier.vkey}  https://log.example \n{WITNESSES}quorum none\n",
    f"log {Signer('another.example/log', bytes(32)).verifier.vkey}\nquorum none\n",
    f"{LOG}quorum nobody\n",
    f"{LOG}{WITNESSES}",
    f"{LOG}{WITNESSES}group g 4 a b c\nquorum g\n",
    f"{LOG}{WITNESSES}group g 0 a b\nquorum g\n",
    f"{LOG}{WITNESSES}group g 1 a a\nquorum g\n",
    f"{LOG}{WITNESSES}group g 1 a\ngroup h 1 a\nquorum g\n",
    f"{LOG}{WITNESSES}quorum a\nquorum b\n",
    f"{LOG}witness a nonsense\nquorum none\n",
    f"{LOG}constructor x\nquorum none\n",
    f"{LOG}{LOG}quorum none\n",
    f"{LOG}witness a {KEYS[0]}\nwitness b {KEYS[0]}\nquorum none\n",
    f"{LOG}{WITNESSES}group g constructor a b\nquorum g\n",
    f"{LOG}witness none {KEYS[0]}\nquorum none\n",
    f"{LOG}quorum none\x07\n",
    f"log {SIGNER.verifier.vkey[:-4]}AAA=\nquorum none\n",
    "",
]
BARE = signed(5, bytes(32))
NOTES = [
    BARE,
    cosigned(BARE, WITNESS),
    cosigned(cosigned(BARE, WITNESS), WITNESS, COSIGNED_AT + 9),
    cosigned(BARE, STRANGER),
    cosigned(cosigned(BARE, OTHERS[0]), OTHERS[2]),
    cosigned(cosigned(cosigned(BARE, OTHERS[0]), OTHERS[1]), WITNESS),
    cosigned(BARE, OTHERS[1], of=signed(6, bytes(32))),
    cosigned(BARE, WITNESS, of=signed(6, bytes(32))),
]


@pytest.fixture
def ask(tab: Page, server: SmallServer) -> Callable[..., dict[str, Any]]:
    """Lets the page's worker recount these files for PID by this policy; the page shows this number."""

    def asked(files: dict[str, bytes], policy: bytes, *, count: int, size: int, limit: int) -> dict[str, Any]:
        log = f"/log/{time.monotonic_ns()}/"
        named = files | {"policy": policy}
        server.files = {log.removeprefix("/log/") + name: data for name, data in named.items()}
        known = {"vkey": SIGNER.verifier.vkey, "pid": PID, "count": count, "size": size, "limit": limit}
        places = {"log": "", "proof": "count", "policy": "policy"}
        asked = {name: f"{server.address}{log}{place}" for name, place in places.items()}
        return dict(tab.evaluate(ASK, known | asked))

    return asked


def page_says(tab: Page, policies: list[bytes], notes: list[bytes]) -> list[list[Any]]:
    texts = [[base64.b64encode(one).decode() for one in many] for many in (policies, notes)]
    return list(tab.evaluate(JUDGE, [*texts, SIGNER.verifier.vkey]))


def python_says(policy: bytes, note: bytes) -> Any:
    """As `undersigned verify --policy`, in the words of the page."""
    try:
        parsed = parse_policy(policy)
    except PolicyRefused:
        return "policy"
    if SIGNER.verifier.public not in {log.public for log in parsed.logs}:
        return "policy"
    try:
        return [{"name": one.name, "time": one.time} for one in check_quorum(note, parsed)]
    except NoteRefused:
        return "cosignature"
    except PolicyRefused:
        return "unwitnessed"


def test_page_and_command_judge_alike(tab: Page) -> None:
    policies = [policy.encode() for policy in POLICIES]
    said = page_says(tab, policies, NOTES)
    wanted = [[python_says(policy, note) for note in NOTES] for policy in policies]
    for policy, ours, theirs in zip(POLICIES, said, wanted, strict=True):
        assert ours == theirs, policy
    assert {str(one) for answers in wanted for one in answers} >= {"[]", "policy", "cosignature", "unwitnessed"}


def test_every_flipped_bit_of_a_cosignature_is_refused(tab: Page) -> None:
    whole = cosigned(BARE, WITNESS)
    start = 8 * len(BARE)
    flipped = [
        whole[: bit >> 3] + bytes([whole[bit >> 3] ^ 1 << (bit & 7)]) + whole[(bit >> 3) + 1 :]
        for bit in range(start, 8 * len(whole))
    ]
    [answers] = page_says(tab, [POLICY], flipped)
    assert [bit for bit, answer in enumerate(answers) if isinstance(answer, list)] == []
    assert set(answers) == {"checkpoint", "cosignature", "unwitnessed"}


def test_who_has_witnessed_a_log_is_said_and_stripped_witnesses_are_no_pass(ask: Callable[..., dict[str, Any]]) -> None:
    files, known = files_of(entries_of(300)), {"count": 296, "size": 300, "limit": 1000}
    whole = files | {"checkpoint": cosigned(files["checkpoint"], WITNESS)}
    said = ask(whole, POLICY, **known)
    assert (said["verdict"], said["witnesses"]["cosigned"]) == ("same", [{"name": WITNESS.name, "time": COSIGNED_AT}])
    said = ask(files, NOBODY, **known)
    assert (said["verdict"], said["witnesses"]) == ("same", {"cosigned": [], "isWanted": False, "isEnough": True})
    said = ask(files, POLICY, **known)
    assert (said["verdict"], said["facts"]["entries"]) == ("unwitnessed", 300)
    assert ask(files, POLICY, **known | {"count": 295})["reason"] == "page", "what is wrong comes first"
    other = files | {"checkpoint": cosigned(files["checkpoint"], WITNESS, of=signed(301, bytes(32)))}
    assert ask(other, POLICY, **known)["reason"] == "cosignature"
    assert ask(files, b"quorum nobody\n", **known)["reason"] == "policy"


def test_the_signed_number_of_a_long_log_has_its_witnesses(ask: Callable[..., dict[str, Any]]) -> None:
    entries, known = entries_of(600), {"count": 596, "size": 600, "limit": 599}
    files, proof = files_of(entries), proof_of(entries, 599)
    whole = {"checkpoint": cosigned(files["checkpoint"], WITNESS), "count": cosigned(proof, WITNESS)}
    assert ask(whole, POLICY, **known)["verdict"] == "signed"
    assert ask(whole | {"count": proof}, POLICY, **known)["verdict"] == "unwitnessed"
