/* Checks a receipt: the same steps in the same order as undersigned/tlog/receipts.py, and docs/ledger.md says them in words.
   Pure but for `readLater`, which is given the function that fetches. What is refused is thrown as a Refused: its code is
   the name of a template in pages/signer/receipt_said.html. */

import {
  Fault,
  Recount,
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
import { judge, witnessed } from "./witnesses.js";

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

/* What the receipt in these bytes shows, checked with the log's key and, where there is one, by a policy: `witnesses` is then
   what witnesses.js says of its checkpoint, and too few of them are refused. */
export function checkReceipt(data, vkey, policy = null) {
  attempt("key", () => parseVkey(vkey));
  if (data.length > MOST_BYTES) throw new Refused("broken");
  const proof = attempt("broken", () => parseProof(data));
  const parts = openParts(proof.extra);
  const entry = attempt("broken", () => parseEntry(parts.entry));
  if (!SIGNING.includes(entry.type)) throw new Refused("entry");
  const said = new TextDecoder().decode(parts.entry).trimEnd().split(" ").at(-1);
  if (!sameBytes(commitmentOf(entry.pid, parts), fromBase64(said))) throw new Refused("commitment");
  const checkpoint = signedCheckpoint(proof.note, vkey);
  const witnesses = policy && enough(attempt("cosignature", () => judge(proof.note, policy, vkey)));
  const leaf = leafHash(parts.entry);
  if (!isIncluded(proof.index, checkpoint.size, leaf, proof.hashes, checkpoint.root)) throw new Refused("place");
  return { entry, index: proof.index, checkpoint, witnesses };
}

function enough(witnesses) {
  if (!witnesses.isEnough) throw new Refused("unwitnessed");
  return witnesses;
}

/* Reads the whole log, so that nobody learns which entry is looked for, and says what it holds of the receipt's signature
   now: `{ said, at, reason }`, with said "stands", "restored", "withdrawn", "removed", or why that can't be said, and the
   entry that says so. `{ said: "log_wrong", why, facts }` names what is wrong with the log, as the recount in a page does.
   `fetchBytes(path)` gives a file's bytes, null where there is none; what can't be fetched is an error that it throws. */
export async function readLater(receipt, vkey, fetchBytes, tell, policy = null) {
  try {
    return await laterThan(receipt, vkey, fetchBytes, tell, policy);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { said: "log_wrong", why: fault.name, facts: fault.facts };
  }
}

async function laterThan(receipt, vkey, fetchBytes, tell, policy) {
  const { checkpoint: now, witnesses } = await witnessed(() => fetchBytes("checkpoint"), policy, vkey);
  if (now.size < receipt.checkpoint.size) throw new Fault("shrunk", { said: receipt.checkpoint.size, found: now.size });
  if (witnesses?.isEnough === false) return { said: "log_unwitnessed" };
  if (now.size > MOST_ENTRIES) return { said: "log_large" };
  const signature = receipt.entry.type === "restore" ? receipt.entry.argument : receipt.index;
  const tree = new Tree();
  const counts = new Recount();
  let last = { said: "stands" };
  for (let number = 0; number * WIDTH < now.size; number += 1) {
    for (const bytes of await entriesOf(number, now.size, fetchBytes)) {
      const entry = counted(counts, bytes);
      if (tree.size > receipt.index && entry.argument === signature && entry.type in BECOMES) last = became(entry, bytes, tree.size);
      tree.push(leafHash(bytes), () => {});
      if (tree.size === receipt.checkpoint.size && !sameBytes(tree.root(), receipt.checkpoint.root)) throw new Fault("fork", { said: tree.size });
    }
    tell((number + 1) / Math.ceil(now.size / WIDTH));
  }
  if (!sameBytes(tree.root(), now.root)) throw new Fault("root");
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
  const data = (await fetchBytes(path)) ?? (await fetchBytes(tilePath("entries", number)));
  if (!data) throw new Fault("missing", { file: path });
  try {
    return unpackBundle(data, width).entries;
  } catch {
    throw new Fault("bundle", { file: path });
  }
}

/* The entry, after the laws: a `restore` under another petition puts nothing back. */
function counted(counts, bytes) {
  try {
    return counts.take(bytes);
  } catch (fault) {
    if (fault instanceof Fault) fault.facts.entry ??= counts.size;
    throw fault;
  }
}

function attempt(code, act) {
  try {
    return act();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    throw new Refused(code);
  }
}
