"""Receipts, numbers and policies at the command line, and a log large enough for several processes."""

import hashlib
import json
import resource
from pathlib import Path

import pytest

from tests.tlog.test_auditing import a_log
from undersigned.console.auditing import audit
from undersigned.console.log_source import LogSource
from undersigned.console.main import main
from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.cosignatures import Cosigner
from undersigned.tlog.entries import Entry, encode_hash, format_entry
from undersigned.tlog.growing import GrowingTiles
from undersigned.tlog.notes import Signer, parse_note
from undersigned.tlog.policies import format_policy
from undersigned.tlog.proof_files import ProofFile
from undersigned.tlog.proofs import inclusion_proof
from undersigned.tlog.readers import LogBroken, node_from_tiles
from undersigned.tlog.receipts import Opened, make_receipt
from undersigned.tlog.recount import recount
from undersigned.tlog.tiles import unpack_bundle

LOG = Signer("example.com/log", bytes(32))
WITNESS = Cosigner("witness.example/w1", bytes(range(32)))
SECRETS = (bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32, bytes([4]) * 32)


def write_log(folder: Path, entries: list[bytes], *, is_witnessed: bool = True) -> str:
    tiles = GrowingTiles()
    for tile, data in [*tiles.grow(entries), *tiles.partial()]:
        file = folder / tile.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    note = sign_checkpoint(Checkpoint(LOG.name, tiles.size, tiles.edge.root), LOG)
    if is_witnessed:
        note += f"{WITNESS.cosign(parse_note(note.encode()).text, 1_764_000_000)}\n"
    (folder / "checkpoint").write_text(note)
    return note


def verify(act: str, *more: str | Path) -> int:
    return main(["verify", act, *map(str, more), "--key", LOG.verifier.vkey])


@pytest.fixture
def log(tmp_path: Path) -> Path:
    folder = tmp_path / "log"
    write_log(folder, a_log(300))
    return folder


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy"
    file.write_text(format_policy(LOG.verifier.vkey, "", [(WITNESS.verifier.vkey, "")], 1))
    return file


def hashes_of(folder: Path, index: int, size: int) -> list[bytes]:
    tiles = LogSource(str(folder)).tiles
    return inclusion_proof(index, size, lambda level, place: node_from_tiles(tiles, size, level, place))


def signed(pid: str, n: int, text: bytes = SECRETS[3]) -> tuple[bytes, Opened]:
    """An entry whose commitment is opened by known parts."""
    opened = Opened(b"", text, *SECRETS[:3], bytes(32))
    entry = format_entry(Entry("sign", pid, n, n - 1, ("1", encode_hash(opened.commitment(pid)))))
    return entry, Opened(entry, text, *SECRETS[:3], bytes(32))


@pytest.fixture
def received(tmp_path: Path) -> tuple[Path, Path, list[bytes], int]:
    """A log in which a signature with a receipt stands, the receipt, the entries, its index."""
    pid = a_log(1)[0].split(b" ")[2].decode()
    entries = a_log(1)
    for number in range(2, 40):
        entries.append(signed(pid, number, bytes([number]) * 32)[0])
    entry, opened = signed(pid, 40)
    entries.append(entry)
    folder = tmp_path / "signed"
    note = write_log(folder, entries)
    file = tmp_path / "mine.tlog-proof"
    file.write_text(make_receipt(opened, 39, hashes_of(folder, 39, 40), note))
    return folder, file, entries, 39


def test_a_receipt_holds_offline_and_stands_in_the_log(received, policy, capsys: pytest.CaptureFixture[str]) -> None:
    folder, file, _, index = received
    assert verify("receipt", file) == 0
    assert "was not looked up" in capsys.readouterr().out
    assert verify("receipt", file, "--log", folder, "--policy", policy, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["index"], told["stands"], told["size"]) == (True, index, True, 40)
    assert told["witnesses"] == [{"name": WITNESS.name, "time": 1_764_000_000}]


def test_a_receipt_of_a_signature_that_was_taken_back_says_by_which_entry(received, capsys) -> None:
    folder, file, entries, index = received
    pid = entries[0].split(b" ")[2].decode()
    write_log(folder, [*entries, format_entry(Entry("invalidate", pid, 41, 38, (str(index), "bot")))])
    assert verify("receipt", file, "--log", folder) == 1
    assert "entry 40 takes the signature back: invalidate (bot)" in capsys.readouterr().err


def test_a_receipt_of_a_signature_that_was_put_back_says_by_which_entry(received, capsys) -> None:
    folder, file, entries, index = received
    pid = entries[0].split(b" ")[2].decode()
    removed = format_entry(Entry("invalidate", pid, 41, 38, (str(index), "bot")))
    again = signed(pid, 42)[0].split(b" ")[-1].decode().strip()
    write_log(folder, [*entries, removed, format_entry(Entry("restore", pid, 42, 39, (str(index), again)))])
    assert verify("receipt", file, "--log", folder) == 0
    assert "entry 41 put it back, which has a receipt of its own" in capsys.readouterr().out
    assert verify("receipt", file, "--log", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["restored_at"] == 41


def unlawful(entries: list[bytes], index: int) -> dict[str, list[bytes]]:
    """Logs that are signed and lie: a signature that was taken out stands again in none of them."""
    pid, other = entries[0].split(b" ")[2].decode(), "B" * 21 + "Q"
    [words] = [entry.split(b" ") for entry in entries[:1]]
    opened = b" ".join([*words[:2], other.encode(), *words[3:]])
    again = signed(pid, 42)[0].split(b" ")[-1].decode().strip()
    withdrawn = format_entry(Entry("withdraw", pid, 41, 38, (str(index),)))
    removed = format_entry(Entry("invalidate", pid, 41, 38, (str(index), "bot")))
    return {
        "another petition": [
            *entries, removed, opened, format_entry(Entry("restore", other, 2, 1, (str(index), again)))
        ],
        "after a withdrawal": [*entries, withdrawn, format_entry(Entry("restore", pid, 42, 39, (str(index), again)))],
        "a count": [*entries, removed, format_entry(Entry("restore", pid, 42, 38, (str(index), again)))],
        "no entry": [*entries, b"garbage\n"],
    }  # fmt: skip


@pytest.mark.parametrize("lie", ["another petition", "after a withdrawal", "a count", "no entry"])
def test_what_the_laws_forbid_puts_no_signature_back(received, lie: str, capsys) -> None:
    folder, file, entries, index = received
    lying = unlawful(entries, index)[lie]
    write_log(folder, lying)
    assert verify("receipt", file, "--log", folder) == 1
    assert f"entry {len(lying) - 1}: " in capsys.readouterr().err
    assert verify("full", "--log", folder) == 1


def test_what_cannot_be_read_was_not_checked(received, policy: Path, capsys) -> None:
    folder, file, _, _ = received
    for act in ("receipt", "proof", "grow"):
        assert verify(act, file.parent, "--log", folder) == 2, act
    assert main(["verify", "full", "--log", str(folder), "--key", "nonsense"]) == 2
    assert verify("full", "--log", folder, "--policy", file.parent) == 2
    assert "Could not be checked" in capsys.readouterr().err


def test_a_size_that_nobody_has_costs_nothing(log: Path, capsys) -> None:
    (log / "checkpoint").write_text(sign_checkpoint(Checkpoint(LOG.name, 2**62, bytes(32)), LOG))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert verify("full", "--log", log) in {1, 2}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert "tile/" in capsys.readouterr().err


@pytest.mark.parametrize("place", range(0, 1400, 97))
def test_a_changed_receipt_does_not_hold(received, place: int, capsys) -> None:
    _, file, _, _ = received
    data = bytearray(file.read_bytes())
    at = place % len(data)
    data[at] ^= 1
    file.write_bytes(data)
    assert verify("receipt", file) == 1
    assert capsys.readouterr().err.startswith("Does not hold: ")


def test_a_receipt_without_its_witnesses_is_no_quorum(received, policy, capsys) -> None:
    _, file, _, _ = received
    lines = [line for line in file.read_text().split("\n") if "witness.example" not in line]
    file.write_text("\n".join(lines))
    assert verify("receipt", file) == 0
    capsys.readouterr()
    assert verify("receipt", file, "--policy", policy) == 1
    assert "no quorum" in capsys.readouterr().err


def test_a_number_holds_and_its_log_goes_on(log: Path, tmp_path: Path, capsys) -> None:
    entries = unpack_bundle((log / "tile/entries/000").read_bytes(), 256)
    note = (log / "checkpoint").read_text()
    file = tmp_path / "count.tlog-proof"
    file.write_text(str(ProofFile(255, tuple(hashes_of(log, 255, 300)), note, entries[255])))
    assert verify("proof", file, "--log", log, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["count"] == int(entries[255].split(b" ")[4])
    file.write_text(str(ProofFile(254, tuple(hashes_of(log, 255, 300)), note, entries[255])))
    assert verify("proof", file) == 1
    assert verify("proof", tmp_path / "nothing") == 2


def test_a_log_without_its_quorum_does_not_hold(log: Path, policy: Path, tmp_path: Path, capsys) -> None:
    assert verify("full", "--log", log, "--policy", policy) == 0
    assert f"Witnessed by {WITNESS.name} at 2025-11-24" in capsys.readouterr().out
    bare = tmp_path / "bare"
    write_log(bare, a_log(300), is_witnessed=False)
    assert verify("full", "--log", bare) == 0
    assert verify("full", "--log", bare, "--policy", policy) == 1
    policy.write_text("quorum nobody\n")
    assert verify("full", "--log", log, "--policy", policy) == 2


def forked(entries: list[bytes], at: int) -> list[bytes]:
    """Another history, as true in itself: from this entry on the signatures have other commitments."""
    texts = [encode_hash(bytes([number % 251 + 1]) * 32) for number in range(len(entries))]
    return [
        b" ".join([*entry.split(b" ")[:-1], texts[number].encode() + b"\n"])
        if number >= at and b" sign " in entry
        else entry
        for number, entry in enumerate(entries)
    ]


@pytest.mark.parametrize("kept", [300, 299, 256, 130])
def test_a_rightly_signed_fork_is_refused_by_whoever_kept_a_checkpoint(
    log: Path, tmp_path: Path, policy: Path, capsys, kept: int
) -> None:
    """The log's own key, every hash, every number and every witness's line are right; only the history is another."""
    entries, old, fork = a_log(300), tmp_path / "old", tmp_path / "fork"
    write_log(old, entries[:kept])
    write_log(fork, forked(a_log(400), 100))
    assert verify("full", "--log", fork, "--policy", policy) == 0
    capsys.readouterr()
    assert verify("grow", old / "checkpoint", "--log", fork, "--policy", policy) == 1
    assert f"do not continue the {kept}" in capsys.readouterr().err
    assert verify("grow", old / "checkpoint", "--log", log) == 0


def test_two_logs_of_one_size_are_a_fork(log: Path, tmp_path: Path, capsys) -> None:
    fork = tmp_path / "fork"
    write_log(fork, forked(a_log(300), 299))
    assert verify("grow", fork / "checkpoint", "--log", log) == 1
    assert "the log was forked: it signed two roots of 300 entries" in capsys.readouterr().err


def test_a_log_that_was_rolled_back_is_refused(log: Path, tmp_path: Path, capsys) -> None:
    kept, back = (log / "checkpoint").read_bytes(), tmp_path / "back"
    write_log(back, a_log(300)[:256])
    assert verify("full", "--log", back) == 0
    old = tmp_path / "kept"
    old.write_bytes(kept)
    assert verify("grow", old, "--log", back) == 1
    assert "the log has shrunk: it had 300 entries and has 256" in capsys.readouterr().err


def test_a_log_that_was_rolled_back_and_grew_again_is_a_fork(log: Path, tmp_path: Path, capsys) -> None:
    regrown = tmp_path / "regrown"
    write_log(regrown, forked(a_log(500), 256))
    assert verify("grow", log / "checkpoint", "--log", regrown) == 1
    assert "500 entries do not continue the 300 of the older checkpoint: the log was forked" in capsys.readouterr().err


def test_a_receipt_is_of_the_text_that_was_kept(received, tmp_path: Path, capsys) -> None:
    folder, file, entries, index = received
    text = tmp_path / "1.txt"
    text.write_bytes(b"undersigned-text/1\n")
    pid, note = entries[0].split(b" ")[2].decode(), ""
    entry, opened = signed(pid, 40, hashlib.sha256(text.read_bytes()).digest())
    note = write_log(folder, [*entries[:39], entry])
    file.write_text(make_receipt(opened, index, hashes_of(folder, index, 40), note))
    assert verify("receipt", file, "--text", text) == 0
    assert "which is that of the text you gave" in capsys.readouterr().out
    text.write_bytes(b"undersigned-text/1\nx")
    assert verify("receipt", file, "--text", text) == 1
    assert "Another text was signed" in capsys.readouterr().err
    assert verify("receipt", file, "--text", tmp_path / "none") == 2


def test_several_processes_say_the_same_as_one(tmp_path: Path) -> None:
    entries = a_log(60_000, seed=3)
    write_log(tmp_path, entries)
    size = len(entries)
    source = LogSource(str(tmp_path))
    tiles = GrowingTiles()
    tiles.grow(entries)
    checkpoint = Checkpoint(LOG.name, size, tiles.edge.root)
    told: list[int] = []
    result = audit(source, checkpoint, told.append, workers=2)
    assert result == recount(entries)
    assert told == sorted(told)
    assert told[-1] == size
    bundle = tmp_path / "tile/entries/150"
    data = bytearray(bundle.read_bytes())
    data[-20] ^= 1
    bundle.write_bytes(data)
    with pytest.raises(LogBroken, match=r"entry 38655: its hash is not the one in tile/0/150"):
        audit(source, checkpoint, told.append, workers=2)
