"""The log's roots, proofs and signatures by code that we did not write: pymerkle, and noble (npm) under Node."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from pymerkle import InclusionProof, InmemoryTree, InvalidProof, verify_consistency, verify_inclusion

from tests.ledger.events import PID, happen, sign_many
from tests.ledger.test_publishing import STEP, round_out
from undersigned import web
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.models import Round
from undersigned.ledger.proofs import count_proof, proof_of
from undersigned.ledger.queries import log_vkey, logged_entries

pytestmark = pytest.mark.django_db
NODE = shutil.which("node")
NOBLE = Path(web.__file__).parent / "static" / "vendor" / "noble.js"
# RFC 9162, 2.1.3.2, written out for this test; hashes and signature are noble's.
UNDER_NODE = """
import { readFileSync } from "node:fs";
import { sha256, verify } from "./noble.mjs";
const { key, text, signature, entry, index, size, hashes, root } = JSON.parse(readFileSync(0, "utf-8"));
const bytes = (base64) => new Uint8Array(Buffer.from(base64, "base64"));
let [fn, sn, r] = [index, size - 1, sha256(Uint8Array.of(0, ...bytes(entry)))];
for (const p of hashes.map(bytes)) {
  if (fn % 2 === 1 || fn === sn) {
    r = sha256(Uint8Array.of(1, ...p, ...r));
    while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
  } else r = sha256(Uint8Array.of(1, ...r, ...p));
  [fn, sn] = [fn >> 1, sn >> 1];
}
const isSigned = verify(bytes(signature), new TextEncoder().encode(text), bytes(key), { zip215: false });
console.log(JSON.stringify([isSigned, sn === 0 && Buffer.from(r).equals(Buffer.from(bytes(root)))]));
"""


@pytest.fixture
def sizes(now):
    """A log that grew in four rounds over a tile's edge, and its sizes."""
    open_log(now=now)
    happen("open", now)
    for number, count in enumerate((6, 249, 255, 90)):
        sign_many(count, now)
        round_out(now + number * STEP)
    return [7, 256, 511, 601]


@pytest.fixture
def tree(sizes):
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(list(logged_entries(0, sizes[-1])))
    return tree


def test_every_root_that_was_signed_is_theirs(sizes, tree):
    signed = dict(Round.objects.filter(size__gt=0).values_list("size", "root"))
    assert {size: bytes(root) for size, root in signed.items()} == {size: tree.get_root(size) for size in sizes}


def read_by_hand(text):
    """Index, hashes, size and root of a proof file, read without any code of ours."""
    head, note = text.split("\n\n", 1)
    lines = [line for line in head.split("\n")[1:] if not line.startswith("extra ")]
    size, root = note.split("\n")[1:3]
    hashes = [base64.b64decode(line) for line in lines[1:]]
    return int(lines[0].removeprefix("index ")), hashes, int(size), base64.b64decode(root)


def accepts(tree, text, leaf):
    index, hashes, size, root = read_by_hand(text)
    rule = tree.prove_inclusion(index + 1, size).rule
    proof = InclusionProof("sha256", True, size, index + 1, rule, [leaf, *hashes])
    verify_inclusion(leaf, root, proof, index=index + 1, size=size, algorithm="sha256")


def test_the_count_proof_is_accepted(tree):
    proof = count_proof(PID)
    assert proof is not None
    accepts(tree, str(proof), tree.get_leaf(601))
    with pytest.raises(InvalidProof):
        accepts(tree, str(proof), tree.get_leaf(600))


@pytest.mark.skipif(NODE is None, reason="no Node on the path")
def test_the_count_proof_is_accepted_by_noble_under_node(sizes, tmp_path):
    proof = str(count_proof(PID))
    index, hashes, size, root = read_by_hand(proof)
    text, _, lines = proof.split("\n\n", 1)[1].rpartition("\n\n")
    key = base64.b64decode((log_vkey() or "").split("+", 2)[2])[1:]
    asked = {
        "key": key,
        "signature": base64.b64decode(lines.split(" ")[2])[4:],
        "entry": base64.b64decode(proof.split("\n")[1].removeprefix("extra ")),
        "root": root,
    }
    values: dict[str, object] = {name: base64.b64encode(value).decode() for name, value in asked.items()}
    values |= {"text": f"{text}\n", "index": index, "size": size}
    values |= {"hashes": [base64.b64encode(value).decode() for value in hashes]}
    (tmp_path / "noble.mjs").write_bytes(NOBLE.read_bytes())
    (tmp_path / "check.mjs").write_text(UNDER_NODE)
    for changed, verdict in (({}, [True, True]), ({"text": f"{text}!\n", "index": 0}, [False, False])):
        command = [str(NODE), "check.mjs"]
        given = json.dumps(values | changed)
        done = subprocess.run(command, cwd=tmp_path, input=given, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout) == verdict


@pytest.mark.parametrize("index", [0, 5, 6, 255, 256, 510, 511, 600])
def test_proofs_of_entries_are_accepted(tree, index):
    accepts(tree, str(proof_of(index)), tree.get_leaf(index + 1))


def test_the_log_has_grown_as_theirs(sizes, tree):
    signed = {size: bytes(root) for size, root in Round.objects.values_list("size", "root")}
    for old in sizes[:-1]:
        proof = tree.prove_consistency(old, 601)
        verify_consistency(signed[old], signed[601], proof, prior_size=old, later_size=601)
