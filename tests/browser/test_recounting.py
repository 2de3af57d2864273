"""The recount's worker in Chromium, against logs that are right and logs that lie: each lie is named."""

import base64
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.small_logs import SIGNER, SmallServer, files_of, flipped, hashed, proof_of, signed
from tests.tlog.lines import OTHER_PID, PID, line
from undersigned.tlog.notes import Signer
from undersigned.tlog.recount import recount
from undersigned.tlog.tree import tree_root

ASK = """asked => new Promise((resolve, reject) => {
  const worker = new Worker("/static/recount-worker.js", { type: "module" });
  worker.onerror = event => reject(event.message);
  worker.onmessage = ({ data }) => "progress" in data || (worker.terminate(), resolve(data));
  worker.postMessage({ log: location.origin + "/log/", proof: location.origin + "/log/count", ...asked });
})"""
RECOUNT = """async lines => {
  const { Recount } = await import("/static/tlog.js");
  const counts = new Recount();
  try {
    for (const line of lines) counts.take(Uint8Array.from(atob(line), sign => sign.charCodeAt(0)));
  } catch (fault) {
    return { at: counts.size, name: fault.name };
  }
  return { at: counts.size, counts: Object.fromEntries([...counts.lines].map(([pid, one]) => [pid, one.c])) };
}"""

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(tab: Page, server: SmallServer) -> Ask:
    """Lets the worker recount these files for PID; what the page knows is said by name."""

    def asked(files: dict[str, bytes], *, count: int, size: int, limit: int = 250_000) -> dict[str, Any]:
        # Immutable files are kept by a browser, and here they change: an address of its own for each log.
        prefix = f"{time.monotonic_ns()}/"
        server.files = {prefix + name: data for name, data in files.items()}
        known = {"vkey": SIGNER.verifier.vkey, "pid": PID, "count": count, "size": size, "limit": limit}
        log = f"{server.address}/log/{prefix}"
        return dict(tab.evaluate(ASK, known | {"log": log, "proof": f"{log}count"}))

    return asked


def entries_of(count: int) -> list[bytes]:
    """Two petitions' lines, mixed: PID has `count` - 3 signatures and then one withdrawal."""
    lines = [line("open 1 0 1 H H"), line("open 1 0 1 H H", OTHER_PID)]
    lines += [line(f"sign {number + 2} {number + 1} 1 {hashed(number)}") for number in range(count - 3)]
    return [*lines, line(f"withdraw {count - 1} {count - 4} 2")]


def worker_says(ask: Ask, entries: list[bytes], count: int) -> dict[str, Any]:
    return ask(files_of(entries), count=count, size=len(entries))


@pytest.mark.parametrize("size", [4, 255, 256, 257, 512, 600])
def test_a_log_that_is_right_gives_the_same_number(ask: Ask, size: int) -> None:
    said = worker_says(ask, entries_of(size), size - 4)
    assert said["verdict"] == "same", said
    assert said["facts"] | {"seconds": 0} == {
        "count": size - 4, "shown": size - 4, "entries": size, "petitions": 2, "seconds": 0,
    }  # fmt: skip


def test_the_number_of_the_page_may_be_older_than_the_log(ask: Ask) -> None:
    files = files_of(entries_of(600))
    assert ask(files, count=300, size=302)["verdict"] == "same"
    said = ask(files, count=301, size=302)
    assert (said["reason"], said["facts"]) == ("page", {"said": 301, "found": 300, "entry": 301})
    assert ask(files, count=1, size=601)["reason"] == "older"


def test_a_partial_tile_that_has_become_full_is_cut(ask: Ask) -> None:
    older, newer = files_of(entries_of(600)), files_of([*entries_of(600), *entries_of(168)])
    for name in ("tile/entries/002.p/88", "tile/0/002.p/88"):
        del older[name]
    files = newer | older
    assert ask(files, count=596, size=600)["verdict"] == "same"
    del files["tile/0/002"]
    assert ask(files, count=596, size=600)["facts"] == {"file": "tile/0/002.p/88"}


LIES = [
    ("sign 5 4 1 H", "count", {"said": 4, "found": 3}),
    ("sign 6 3 1 H", "number", {"said": 6, "found": 5}),
    ("sign 5 3 2 H", "unpublished", {"said": 2}),
    ("invalidate 5 1 0 bot", "target", {"said": 0}),
    ("withdraw 5 1 9", "target", {"said": 9}),
    ("restore 5 3 2 H", "target", {"said": 2}),
    ("amend 5 2 3 H", "version", {"said": 3}),
    ("open 5 2 2 H H", "open", {}),
    ("reopen 5 2", "again", {}),
    ("sign 05 3 1 H", "spelling", {}),
    ("audit 5 2", "spelling", {}),
]


@pytest.mark.parametrize(("words", "reason", "facts"), LIES)
def test_a_lie_that_the_operator_has_signed_is_named(ask: Ask, words: str, reason: str, facts: dict[str, int]) -> None:
    entries = [line("open 1 0 1 H H"), line("sign 2 1 1 H"), line("sign 3 2 1 H"), line("tally 4 2 H")]
    said = worker_says(ask, [*entries, line(words)], 3)
    assert (said["verdict"], said["reason"], said["facts"]) == ("wrong", reason, facts | {"entry": 4})


def test_what_comes_too_late_is_named(ask: Ask) -> None:
    start = [line("open 1 0 1 H H"), line("sign 2 1 1 H"), line("close 3 1")]
    for words, reason in (("sign 4 2 1 H", "closed"), ("close 4 1", "again")):
        assert worker_says(ask, [*start, line(words)], 1)["reason"] == reason
    start = [line("open 1 0 1 H H"), line("sealed 2 0")]
    assert worker_says(ask, [*start, line("sign 3 1 1 H")], 1)["reason"] == "sealed"
    assert worker_says(ask, [line("sign 1 1 1 H")], 1)["reason"] == "open"


def test_both_recounts_stop_at_the_same_entry(tab: Page) -> None:
    """The one in the page and the one in Python, on every log that differs from a right one by a byte or a line."""
    right = [
        line("open 1 0 1 H H"), line("sign 2 1 1 H"), line("open 1 0 1 H H", OTHER_PID), line("amend 3 1 2 H"),
        line("sign 4 2 2 H"), line("invalidate 5 1 1 bounced"), line("restore 6 2 1 H"), line("paper 7 2 40 H"),
        line("sign 2 1 1 H", OTHER_PID), line("withdraw 8 1 4"), line("close 9 1"), line("reopen 10 1"),
        line("sign 11 2 1 H"), line("import 12 2 7 H"), line("tally 13 2 H"), line("close 14 2"),
        line("invalidate 15 1 12 duplicate"), line("restore 16 2 12 H"), line("sealed 17 2"), line("withdraw 18 1 12"),
    ]  # fmt: skip
    logs = [right, *(right[:at] + right[at + 1 :] for at in range(len(right)))]
    logs += [[*right[:at], right[at + 1], right[at], *right[at + 2 :]] for at in range(len(right) - 1)]
    logs += [[*right, one] for one in right]
    for at, entry in enumerate(right):
        for place in range(0, len(entry), 3):
            for byte in (entry[place] ^ 1, ord("0"), ord(" "), 0x80):
                changed = entry[:place] + bytes([byte]) + entry[place + 1 :]
                logs.append([*right[:at], changed, *right[at + 1 :]])
    for log in logs:
        ours = recount(log)
        theirs = tab.evaluate(RECOUNT, [base64.b64encode(entry).decode() for entry in log])
        assert theirs["at"] == ours.size, (log, theirs, ours.contradiction)
        assert ("name" in theirs) == (ours.contradiction is not None), (log, theirs)
        if ours.contradiction is None:
            assert theirs["counts"] == {pid: one.c for pid, one in ours.lines.items()}


TAMPERED = [
    ("checkpoint", 19, "checkpoint", None),
    ("checkpoint", 5, "signature", None),
    ("checkpoint", -10, "signature", None),
    ("tile/0/000", 0, "tile", 0),
    ("tile/0/001", 32 * 17 + 5, "tile", 256 + 17),
    ("tile/0/002.p/88", 32 * 87 + 31, "tile", 599),
    ("tile/1/000.p/2", 40, "tile", None),
    ("tile/entries/001", 1, "bundle", None),
    ("tile/entries/001", 90, None, 256),
]


@pytest.mark.parametrize(("name", "at", "reason", "entry"), TAMPERED)
def test_every_changed_file_is_found(ask: Ask, name: str, at: int, reason: str | None, entry: int | None) -> None:
    files = files_of(entries_of(600))
    files[name] = flipped(files[name], at % len(files[name]))
    said = ask(files, count=596, size=600)
    assert said["verdict"] == "wrong", said
    assert reason is None or said["reason"] == reason, said
    assert said["facts"].get("entry") == entry, said
    if reason in ("tile", "bundle"):
        assert said["facts"]["file"] == name


def test_missing_swapped_long_and_foreign_files_are_found(ask: Ask) -> None:
    right = files_of(entries_of(600))
    for name in right:
        files = dict(right)
        del files[name]
        said = ask(files, count=596, size=600)
        assert (said["reason"], said["facts"]["file"]) == ("missing", name)
        if name != "checkpoint":
            said = ask(right | {name: right[name] + b"\0\0"}, count=596, size=600)
            assert said["reason"] in ("tile", "bundle")
    swapped = right | {"tile/entries/000": right["tile/entries/001"], "tile/entries/001": right["tile/entries/000"]}
    assert ask(swapped, count=596, size=600)["verdict"] == "wrong"


def test_changed_tiles_of_a_long_log_with_several_hashes_at_its_right_edge_are_found(ask: Ask) -> None:
    """70,000 entries: the right edge has several hashes in one tile, where a well-known reader took forged ones."""
    right = files_of(entries_of(70_000))
    assert ask(right, count=69_996, size=70_000)["verdict"] == "same"
    edge = [name for name in right if ".p/" in name and "entries" not in name]
    assert sorted(edge) == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
    for name in [*edge, "tile/0/100", "tile/1/000"]:
        said = ask(right | {name: flipped(right[name], len(right[name]) - 40)}, count=69_996, size=70_000)
        assert (said["verdict"], said["reason"], said["facts"]["file"]) == ("wrong", "tile", name), said


def test_a_root_and_a_signature_that_are_not_the_logs_are_found(ask: Ask) -> None:
    entries = entries_of(600)
    files = files_of(entries)
    other_root = files | {"checkpoint": signed(600, tree_root([]))}
    assert ask(other_root, count=596, size=600)["reason"] == "root"
    foreign = Signer(SIGNER.name, bytes(32))
    root = files["checkpoint"].decode().split("\n")[2]
    by_another = files | {"checkpoint": signed(600, base64.b64decode(root), foreign)}
    assert ask(by_another, count=596, size=600)["reason"] == "signature"
    cosigned = files["checkpoint"] + "— witness.example AAAAAAAAAAAAAAAA\n".encode()
    assert ask(files | {"checkpoint": cosigned}, count=596, size=600)["verdict"] == "same"


def test_above_the_limit_the_signed_number_is_checked_and_nothing_else_is_claimed(ask: Ask) -> None:
    entries = entries_of(600)
    files = files_of(entries) | {"count": proof_of(entries, 599)}
    # The entries are not even read.
    few = {"checkpoint": files["checkpoint"], "count": files["count"]}
    said = ask(few, count=596, size=600, limit=599)
    assert said["verdict"] == "signed"
    assert said["facts"] | {"seconds": 0} == {"count": 596, "shown": 596, "size": 600, "seconds": 0}
    assert ask(few, count=500, size=504, limit=599)["verdict"] == "newer"
    said = ask(few, count=597, size=600, limit=599)
    assert (said["reason"], said["facts"]["found"]) == ("page", 596)
    for broken, reason in (
        (b"", "proof"),
        (files["count"].replace(b"index 599", b"index 598"), "place"),
        (files["count"].replace(b"index 599", b"index 0599"), "proof"),
        (proof_of(entries, 1), "stranger"),
    ):
        assert ask(few | {"count": broken}, count=596, size=600, limit=599)["reason"] == reason
    assert ask({"checkpoint": files["checkpoint"]}, count=596, size=600, limit=599)["reason"] == "missing"


def test_every_bit_of_a_proof_counts(tab: Page) -> None:
    entries = entries_of(300)
    proof = proof_of(entries, 299)
    script = """async ([proof, vkey, places]) => {
      const { openCount } = await import("/static/tlog.js");
      const right = Uint8Array.from(atob(proof), sign => sign.charCodeAt(0));
      openCount(right, vkey);
      return places.filter(at => {
        const changed = right.slice();
        changed[at] ^= 1;
        try { openCount(changed, vkey); return true; } catch (fault) { return fault.constructor.name !== "Fault"; }
      });
    }"""
    encoded = base64.b64encode(proof).decode()
    assert tab.evaluate(script, [encoded, SIGNER.verifier.vkey, list(range(0, len(proof), 2))]) == []


def test_without_the_log_nothing_is_proved(tab: Page, server: SmallServer) -> None:
    known = {"vkey": SIGNER.verifier.vkey, "pid": PID, "count": 1, "size": 2, "limit": 10}
    said = tab.evaluate(ASK, known | {"log": "http://127.0.0.1:9/log/", "proof": "http://127.0.0.1:9/"})
    assert said["verdict"] == "unfinished"


@pytest.mark.long
def test_a_hundred_thousand_entries_take_seconds(ask: Ask, tab: Page) -> None:
    """In under 5 seconds, or, where others use the cores too, in some times what the hashing alone takes."""
    hashing = """async () => {
      const { leafHash, nodeHash } = await import("/static/tlog.js");
      const [entry, hash, started] = [new Uint8Array(103), new Uint8Array(32), performance.now()];
      for (let at = 0; at < 100_000; at += 1) { leafHash(entry); nodeHash(hash, hash); }
      return (performance.now() - started) / 1000;
    }"""
    before = tab.evaluate(hashing)
    said = worker_says(ask, entries_of(100_000), 99_996)
    alone = (before + tab.evaluate(hashing)) / 2
    assert said["verdict"] == "same"
    print(f"{said['facts']['seconds']:.1f} s, of which hashing takes {alone:.1f} s")
    assert said["facts"]["seconds"] < max(5, 8 * alone)
