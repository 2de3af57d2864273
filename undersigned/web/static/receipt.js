/* Checks a receipt: the same steps in the same order as undersigned/tlog/receipts.py, and docs/ledger.md says them in words.
   Pure but for `readLater`, which is given the function that fetches. What is refused is thrown as a Refused: its code is
   the name of a template in pages/signer/receipt_said.html. */

import {
  Fault,
  Tree,
  WIDTH,
  fromBase64,
  isIncluded,
  leafHash,
  openCheckpoint,
  parseEntry,
  parseProof,
  parseVkey,
  sameBytes,
  tilePath,
  unpackBundle,
} from "./tlog.js";
import { sha256 } from "./vendor/noble.js";

const HEADER = "undersigned-receipt/1\n";
const NAMES = ["entry", "text", "token", "id", "nul", "att"];
const SIGNING = ["sign", "restore"];
/* What a later entry makes of a signature, as the page says it. */
const BECOMES = { withdraw: "withdrawn", invalidate: "removed", restore: "restored" };
const MOST_BYTES = 200_000;
export const MOST_ENTRIES = 250_000;

export class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/* What the receipt in these bytes shows, checked with the log's key. */
export function checkReceipt(data, vkey) {
  attempt("key", () => parseVkey(vkey));
  if (data.length > MOST_BYTES) throw new Refused("broken");
  const proof = attempt("broken", () => parseProof(data));
  const parts = openParts(proof.extra);
  const entry = attempt("broken", () => parseEntry(parts.entry));
  if (!SIGNING.includes(entry.type)) throw new Refused("entry");
  const said = new TextDecoder().decode(parts.entry).trimEnd().split(" ").at(-1);
  if (!sameBytes(commitmentOf(entry.pid, parts), fromBase64(said))) throw new Refused("commitment");
  const checkpoint = signedCheckpoint(proof.note, vkey);
  const leaf = leafHash(parts.entry);
  if (!isIncluded(proof.index, checkpoint.size, leaf, proof.hashes, checkpoint.root)) throw new Refused("place");
  return { entry, index: proof.index, checkpoint };
}

/* Reads the whole log, so that nobody learns which entry is looked for, and says what it holds of the receipt's signature
   now: `{ said, at, reason }`, with said "stands", "restored", "withdrawn", "removed", or why that can't be said, and the
   entry that says so. `fetchBytes(path)` gives a file's bytes, null where there is none. */
export async function readLater(receipt, vkey, fetchBytes, tell) {
  const now = signedCheckpoint(await needed(fetchBytes, "checkpoint"), vkey);
  if (now.size < receipt.checkpoint.size) return { said: "log_wrong" };
  if (now.size > MOST_ENTRIES) return { said: "log_large" };
  const signature = receipt.entry.type === "restore" ? receipt.entry.argument : receipt.index;
  const tree = new Tree();
  let last = { said: "stands" };
  for (let number = 0; number * WIDTH < now.size; number += 1) {
    for (const bytes of await entriesOf(number, now.size, fetchBytes)) {
      const entry = tree.size > receipt.index && attempt("log", () => parseEntry(bytes));
      if (entry && entry.argument === signature && entry.type in BECOMES) last = became(entry, bytes, tree.size);
      tree.push(leafHash(bytes), () => {});
      if (tree.size === receipt.checkpoint.size && !sameBytes(tree.root(), receipt.checkpoint.root)) return { said: "log_wrong" };
    }
    tell((number + 1) / Math.ceil(now.size / WIDTH));
  }
  if (!sameBytes(tree.root(), now.root)) return { said: "log_wrong" };
  return last;
}

function became({ type }, bytes, at) {
  const reason = type === "invalidate" ? new TextDecoder().decode(bytes).trimEnd().split(" ").at(-1) : "";
  return { said: BECOMES[type], at, reason };
}

/* The bytes of a receipt that stands behind # in an address; null where it is none. */
export function fromFragment(fragment) {
  const standard = fragment.replaceAll("-", "+").replaceAll("_", "/");
  return fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, "="));
}

function openParts(extra) {
  const text = new TextDecoder().decode(extra);
  if (!text.startsWith(HEADER)) throw new Refused("kind");
  const lines = text.slice(HEADER.length).split("\n");
  if (lines.length !== NAMES.length + 1 || lines.pop() !== "") throw new Refused("broken");
  const parts = {};
  NAMES.forEach((name, at) => {
    const value = lines[at].startsWith(`${name} `) && fromBase64(lines[at].slice(name.length + 1));
    if (!value || (name !== "entry" && value.length !== 32)) throw new Refused("broken");
    parts[name] = value;
  });
  return parts;
}

function commitmentOf(pid, parts) {
  const token = sha256(joined("undersigned/1 token\n", parts.token));
  return sha256(joined(`undersigned/1 sign\n${pid}\n`, parts.text, token, parts.id, parts.nul, parts.att));
}

function joined(words, ...more) {
  return Uint8Array.from([new TextEncoder().encode(words), ...more].flatMap((part) => [...part]));
}

function signedCheckpoint(note, vkey) {
  try {
    return openCheckpoint(note, vkey);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    throw new Refused(fault.name === "signature" ? "signature" : "broken");
  }
}

async function entriesOf(number, size, fetchBytes) {
  const width = Math.min(size - number * WIDTH, WIDTH);
  const path = tilePath("entries", number, width);
  /* A partial bundle that is gone has become a full one. */
  const data = (await fetchBytes(path)) ?? (await needed(fetchBytes, tilePath("entries", number)));
  return attempt("log", () => unpackBundle(data, width).entries);
}

async function needed(fetchBytes, path) {
  const data = await fetchBytes(path);
  if (!data) throw new Error(`${path} is missing`);
  return data;
}

function attempt(code, act) {
  try {
    return act();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    throw new Refused(code);
  }
}
