"""What docs/guides/write-a-verifier.md gives to strangers is right: its program under Node, and its example."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.small_logs import SIGNER, SmallServer, files_of, flipped
from tests.tlog.lines import OTHER_PID, PID, line
from undersigned.tlog.checkpoints import open_checkpoint
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.proof_files import check_count, parse_proof_file
from undersigned.tlog.recount import recount
from undersigned.tlog.tree import tree_root

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "guides" / "write-a-verifier.md").read_text(encoding="utf-8")
NODE = shutil.which("node")


def blocks(text: str) -> list[str]:
    """The indented parts of the page."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE).strip("\n") + "\n" for block in found]


def test_the_example_is_right() -> None:
    first, leaves, checkpoint, proof = blocks(PAGE[PAGE.index("## 4.") :])
    vkey, _, lines = first.partition("\n\n")
    entries = [entry.encode() for entry in lines.splitlines(keepends=True)]
    key = parse_vkey(vkey)
    signed = open_checkpoint(checkpoint.encode(), key.name, [key])
    assert [leaf_hash(entry).hex() for entry in entries] == leaves.split()
    assert (signed.size, signed.root) == (3, tree_root(map(leaf_hash, entries)))
    assert recount(entries).contradiction is None
    read = parse_proof_file(proof.encode())
    assert check_count(read, open_checkpoint(read.note.encode(), key.name, [key])).c == 0


@pytest.fixture
def server() -> Iterator[SmallServer]:
    with SmallServer() as small:
        yield small


def verify(server: SmallServer, folder: Path, files: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    """What the page's program says of these files, read from the page as it stands."""
    assert NODE is not None
    (program,) = [block for block in blocks(PAGE) if block.startswith("import ")]
    (folder / "verify.mjs").write_text(program, encoding="utf-8")
    server.files = files
    command = [NODE, "verify.mjs", f"{server.address}/log", SIGNER.verifier.vkey]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(NODE is None, reason="no Node on the path")
def test_the_program_on_the_page_recounts(server: SmallServer, tmp_path: Path) -> None:
    entries = [
        line("open 1 0 1 H H"), line("open 1 0 1 H H", OTHER_PID), line("sign 2 1 1 H"), line("amend 3 1 2 H"),
        line("sign 4 2 2 H"), line("invalidate 5 1 2 bot"), line("restore 6 2 2 H"), line("withdraw 7 1 4"),
        line("paper 8 1 40 H"), line("tally 9 1 H"), line("close 10 1"), line("reopen 11 1"), line("close 12 1"),
    ]  # fmt: skip
    entries += [line(f"sign {number} {number - 1} 1 H", OTHER_PID) for number in range(2, 600)]
    said = verify(server, tmp_path, files_of(entries))
    assert (said.stdout, said.stderr) == (f"{PID} 1\n{OTHER_PID} 598\n", "")
    lying = files_of([*entries, line("sign 600 600 1 H", OTHER_PID)])
    said = verify(server, tmp_path, lying)
    assert (said.returncode, said.stderr) == (1, "entry 611: says 600 and 600, it is 600 and 599\n")
    files = files_of(entries)
    for name, at, words in (
        ("checkpoint", 5, "not signed"),
        ("checkpoint", -10, "not signed"),
        ("tile/entries/001", 60, "another root"),
    ):
        changed = files | {name: flipped(files[name], at % len(files[name]))}
        said = verify(server, tmp_path, changed)
        assert said.returncode == 1
        assert words in said.stderr
    for name, change, words in (
        ("tile/entries/000", lambda data: data + b"junk", "holds more than its entries"),
        ("tile/entries/002.p/99", lambda data: data + b"j", "holds more than its entries"),
        ("tile/entries/000", lambda data: data[:-3], "is too short"),
        ("tile/entries/000", lambda data: data[:1], "is too short"),
    ):
        said = verify(server, tmp_path, files | {name: change(files[name])})
        assert (said.returncode, words in said.stderr) == (1, True), said.stderr
    # The partial bundle is gone, since the full one is there.
    whole = files_of([*entries, *(line(f"sign {number} {number - 1} 1 H", OTHER_PID) for number in range(600, 900))])
    grown = {name: data for name, data in files.items() if name != "tile/entries/002.p/99"}
    said = verify(server, tmp_path, grown | {"tile/entries/002": whole["tile/entries/002"]})
    assert (said.stdout, said.stderr) == (f"{PID} 1\n{OTHER_PID} 598\n", "")
