"""Receipts of small logs, as the page and as the command judge them."""

import base64
import hashlib
import time

from playwright.sync_api import Page

from tests.browser.small_logs import SIGNER, SmallServer, files_of, hashed, signed
from tests.tlog.lines import OTHER_PID, PID, line
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.notes import Signer
from undersigned.tlog.proofs import inclusion_proof
from undersigned.tlog.readers import node_from_tiles
from undersigned.tlog.receipts import Opened, ReceiptRefused, check_receipt, make_receipt
from undersigned.tlog.tiles import Tile

CHECK = """async ([encoded, vkey, bits, policy]) => {
  const { checkReceipt, Refused } = await import("/static/receipt.js");
  const { parsePolicy } = await import("/static/witnesses.js");
  const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  const whole = bytes(encoded);
  const asked = policy ? parsePolicy(bytes(policy)) : null;
  const one = data => {
    try { return String(checkReceipt(data, vkey, asked).index); }
    catch (fault) { if (fault instanceof Refused) return fault.code; throw fault; }
  };
  if (!bits) return [one(whole)];
  return Array.from({ length: 8 * whole.length }, (_, bit) => {
    const data = whole.slice();
    data[bit >> 3] ^= 1 << (bit & 7);
    return one(data);
  });
}"""
LATER = """async ([encoded, vkey, log, policy]) => {
  const { checkReceipt, readLater } = await import("/static/receipt.js");
  const { parsePolicy } = await import("/static/witnesses.js");
  const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  const asked = policy ? parsePolicy(bytes(policy)) : null;
  const receipt = checkReceipt(bytes(encoded), vkey, asked);
  const fetchBytes = async path => {
    const answer = await fetch(log + path);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  };
  const told = ({ said, at, reason, why, facts }) =>
    [said, at, reason, why, ...Object.values(facts ?? {})].filter(one => one || one === 0).join(" ");
  return told(await readLater(receipt, vkey, fetchBytes, () => {}, asked));
}"""
PARTS = {name: hashlib.sha256(name.encode()).digest() for name in ("text", "token", "id", "nul", "att")}


def own_sign(c: int) -> bytes:
    """The entry of the signature whose receipt is tried."""
    opened = Opened(entry=b"", **PARTS)
    return line(f"sign {c + 1} {c} 1 {base64.b64encode(opened.commitment(PID)).decode()}")


def entries_of(size: int, *, own: int = 2) -> list[bytes]:
    """A log of so many lines in which `own` is the receipt's."""
    lines = [line("open 1 0 1 H H"), line("open 1 0 1 H H", OTHER_PID)]
    for number in range(2, size):
        c = number - 1
        lines.append(own_sign(c) if number == own else line(f"sign {c + 1} {c} 1 {hashed(number)}"))
    return lines


def receipt_of(entries: list[bytes], index: int, signer: Signer = SIGNER) -> bytes:
    files = files_of(entries)

    def read(tile: Tile) -> bytes:
        return files[tile.path]

    size = len(entries)
    path = inclusion_proof(index, size, lambda level, number: node_from_tiles(read, size, level, number))
    note = files["checkpoint"].decode()
    if signer is not SIGNER:
        root = open_checkpoint(files["checkpoint"], SIGNER.name, [SIGNER.verifier]).root
        note = signed(size, root, signer).decode()
    return make_receipt(Opened(entry=entries[index], **PARTS), index, path, note).encode()


def said(
    tab: Page, receipt: bytes, *, bits: bool = False, vkey: str = SIGNER.verifier.vkey, policy: bytes = b""
) -> list[str]:
    return list(tab.evaluate(CHECK, [encoded(receipt), vkey, bits, encoded(policy)]))


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def python_says(receipt: bytes) -> str:
    def opener(note: bytes) -> Checkpoint:
        return open_checkpoint(note, SIGNER.name, [SIGNER.verifier])

    try:
        return str(check_receipt(receipt, opener).index)
    except ReceiptRefused as refused:
        return refused.code


def later(tab: Page, server: SmallServer, receipt: bytes, files: dict[str, bytes], policy: bytes = b"") -> str:
    prefix = f"{time.monotonic_ns()}/"
    server.files = {prefix + name: data for name, data in files.items()}
    asked = [encoded(receipt), SIGNER.verifier.vkey, f"{server.address}/log/{prefix}", encoded(policy)]
    return str(tab.evaluate(LATER, asked))
