"""The log's checkpoints and proofs as @sigstore/verify under Node, which we did not write, accepts and refuses them."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.ledger.events import PID, happen, sign_many
from tests.ledger.test_publishing import STEP, round_out
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.models import Event, LogState
from undersigned.ledger.proofs import proof_of
from undersigned.tlog.notes import parse_vkey

SCRIPT = Path(__file__).with_name("sigstore_check.cjs")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def package() -> Path:
    """The package's folder inside npm's own, where Node and npm are there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("neither Node nor npm is on this machine: @sigstore/verify was not asked")
    root = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, timeout=60, check=True).stdout.strip()
    folder = Path(root) / "npm" / "node_modules" / "@sigstore" / "verify"
    if not (folder / "dist" / "tlog" / "checkpoint.js").is_file():
        pytest.skip(f"this npm carries no @sigstore/verify with checkpoints ({folder}): it was not asked")
    return folder


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def asked(package: Path, proofs: list[dict[str, object]]) -> list[bool]:
    key = parse_vkey(LogState.objects.get().vkey)
    spki = Ed25519PublicKey.from_public_bytes(key.public).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    given = {"keyId": key.key_id.hex(), "spki": b64(spki), "origin": key.name, "proofs": proofs}
    done = subprocess.run(
        ["node", str(SCRIPT), str(package)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[bool] = json.loads(done.stdout)
    return found


def proof(index: int) -> dict[str, object]:
    found = proof_of(index)
    assert found is not None
    entry = Event.objects.get(index=index).entry.encode()
    return {
        "note": found.note,
        "index": index,
        "entry": b64(entry),
        "hashes": [b64(value) for value in found.hashes],
    }


def test_sigstore_accepts_what_is_true_and_refuses_what_is_not(now, package):
    open_log(now=now)
    happen("open", now)
    for number, count in enumerate((6, 249, 255, 90)):
        sign_many(count, now, pid=PID)
        round_out(now + number * STEP)
    places = [0, 1, 6, 7, 255, 256, 511, 512, 599, 600]
    true = [proof(index) for index in places]
    assert asked(package, true) == [True] * len(places)
    first = true[0]
    false = [
        {**first, "index": 1},
        {**first, "entry": true[1]["entry"]},
        {**first, "hashes": true[1]["hashes"]},
        {**first, "note": str(first["note"]).replace("\n601\n", "\n602\n")},
    ]
    assert asked(package, false) == [False] * len(false)
