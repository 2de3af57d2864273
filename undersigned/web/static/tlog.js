/* The arithmetic of the public log for pages that verify by themselves: hashes, tiles, notes, proofs, entries, laws.
   Pure: no request, no clock, no page. The same laws as undersigned/tlog, and docs/ledger.md says them in words.
   A fault is thrown as a Fault: its name is a key of web.log_faults.log_faults, `said` and `found` go into the sentence. */

import { sha256, verify } from "./vendor/noble.js";

export const WIDTH = 256;
const HASH = 32;
const MAX_ENTRY_BYTES = 512;
const ED25519 = 1;
const KEY_ID = 4;
const MAX_SIGNATURES = 256;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const latin = new TextDecoder("latin1");

export class Fault extends Error {
  constructor(name, facts = {}) {
    super(name);
    this.name = name;
    this.facts = facts;
  }
}

/* Hashes (RFC 6962, 2.1) ---------------------------------------------------------------------------------- */

const scratch = new Uint8Array(1 + MAX_ENTRY_BYTES);
const pair = new Uint8Array(1 + 2 * HASH);
pair[0] = 1;

export function leafHash(entry) {
  if (entry.length > MAX_ENTRY_BYTES) throw new Fault("spelling");
  scratch.set(entry, 1);
  return sha256(scratch.subarray(0, 1 + entry.length));
}

export function nodeHash(left, right) {
  pair.set(left, 1);
  pair.set(right, 1 + HASH);
  return sha256(pair);
}

export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/* A tree that grows by leaves and gives its tiles as they become full; `levels[l]` are the hashes of the open tile. */
export class Tree {
  size = 0;
  levels = [[]];

  /* Takes a leaf hash; `onFull(level, index, hashes)` is told of every tile that has become full. */
  push(hash, onFull) {
    this.levels[0].push(hash);
    this.size += 1;
    for (let level = 0; this.levels[level].length === WIDTH; level += 1) {
      const hashes = this.levels[level];
      onFull(level, Math.floor(this.size / WIDTH ** (level + 1)) - 1, hashes);
      this.levels[level] = [];
      (this.levels[level + 1] ??= []).push(perfectRoot(hashes));
    }
  }

  /* The partial tiles of the right edge: [level, index, hashes]. */
  partial() {
    return this.levels
      .map((hashes, level) => [level, Math.floor(this.size / WIDTH ** (level + 1)), hashes])
      .filter(([, , hashes]) => hashes.length);
  }

  root() {
    const peaks = this.levels.flatMap((_, at) => peaksOf(this.levels[this.levels.length - 1 - at]));
    if (!peaks.length) return sha256(new Uint8Array());
    return peaks.reduceRight((root, peak) => nodeHash(peak, root));
  }
}

function perfectRoot(hashes) {
  let row = hashes;
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[2 * at], row[2 * at + 1]));
  return row[0];
}

function peaksOf(hashes) {
  const peaks = [];
  for (let start = 0; start < hashes.length; ) {
    const width = 2 ** Math.floor(Math.log2(hashes.length - start));
    peaks.push(perfectRoot(hashes.slice(start, start + width)));
    start += width;
  }
  return peaks;
}

/* Inclusion (RFC 9162, 2.1.3.2); false where the proof leads elsewhere or has another length. */
export function isIncluded(index, size, leaf, proof, root) {
  if (index >= size) return false;
  let [first, last, value] = [index, size - 1, leaf];
  for (const step of proof) {
    if (last === 0) return false;
    if (first % 2 || first === last) {
      value = nodeHash(step, value);
      while (first % 2 === 0 && first) [first, last] = [first / 2, Math.floor(last / 2)];
    } else {
      value = nodeHash(value, step);
    }
    [first, last] = [Math.floor(first / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameBytes(value, root);
}

/* Tiles (C2SP tlog-tiles) ---------------------------------------------------------------------------------- */

export function tilePath(level, index, width = WIDTH) {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.../g);
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${number}${width === WIDTH ? "" : `.p/${width}`}`;
}

/* The first `width` entries of a bundle, and whether it holds no others. */
export function unpackBundle(data, width) {
  const entries = [];
  let at = 0;
  for (; entries.length < width; at += 2 + entries.at(-1).length) {
    const end = at + 2 + data[at] * 256 + data[at + 1];
    if (!(end <= data.length)) throw new Fault("bundle");
    entries.push(data.subarray(at + 2, end));
  }
  return { entries, isExact: at === data.length };
}

/* Notes and checkpoints (C2SP signed-note, tlog-checkpoint) -------------------------------------------------- */

export function fromBase64(text) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  const decoded = atob(text);
  return btoa(decoded) === text ? Uint8Array.from(decoded, (sign) => sign.charCodeAt(0)) : null;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const isHash = (bytes) => bytes?.length === HASH;

export function parseVkey(vkey) {
  const { type, ...known } = splitVkey(vkey);
  if (type !== ED25519 || known.key.length !== HASH) throw new Fault("signature");
  return known;
}

/* A vkey's parts, whatever kind of key it is. */
export function splitVkey(vkey) {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey) ?? [];
  const key = encoded && isName(name) && fromBase64(encoded);
  if (!key || key.length < 2) throw new Fault("signature");
  const named = new TextEncoder().encode(`${name}\n`);
  if (hex(sha256(Uint8Array.of(...named, ...key)).subarray(0, 4)) !== id) throw new Fault("signature");
  return { name, id, type: key[0], key: key.subarray(1) };
}

/* No space, no sign that is not to be seen, no plus: a name has one spelling. */
const isName = (name) => !/[\s+\p{C}]/u.test(name);

/* A signed note's text, and its lines of signatures, none of them verified. */
export function parseNote(data) {
  let whole;
  try {
    whole = utf8.decode(data);
  } catch {
    throw new Fault("checkpoint");
  }
  const end = whole.lastIndexOf("\n\n");
  if (end < 0 || !whole.endsWith("\n")) throw new Fault("checkpoint");
  const lines = whole.slice(end + 2, -1).split("\n").map((line) => {
    const [, name, encoded] = /^\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    const signature = encoded && fromBase64(encoded);
    if (!signature || signature.length <= KEY_ID || !isName(name)) throw new Fault("checkpoint");
    return { name, id: hex(signature.subarray(0, KEY_ID)), signature: signature.subarray(KEY_ID) };
  });
  if (lines.length > MAX_SIGNATURES) throw new Fault("checkpoint");
  return { text: whole.slice(0, end + 1), lines };
}

/* The checkpoint in a signed note; Fault where the log's key has not signed it. Other keys' lines are left alone. */
export function openCheckpoint(data, vkey) {
  const { text, lines } = parseNote(data);
  const [origin, size, root, ...rest] = text.split("\n");
  const checkpoint = { origin, size: Number(size), root: fromBase64(root ?? "") };
  if (rest.length !== 1 || rest[0] || !/^(0|[1-9][0-9]{0,15})$/.test(size) || !isHash(checkpoint.root)) throw new Fault("checkpoint");
  const log = parseVkey(vkey);
  const isSigned = lines.map((line) => isSignedBy(line, log, text));
  if (origin !== log.name || !isSigned.includes(true) || isSigned.includes(false)) throw new Fault("signature");
  return checkpoint;
}

/* True or false for a line of this key, null for one of another. */
function isSignedBy({ name, id, signature }, log, text) {
  if (name !== log.name || id !== log.id) return null;
  try {
    return verify(signature, new TextEncoder().encode(text), log.key, { zip215: false });
  } catch {
    return false;
  }
}

/* Proof files (C2SP tlog-proof@v1) ---------------------------------------------------------------------------- */

export function parseProof(data) {
  let whole;
  try {
    whole = utf8.decode(data);
  } catch {
    throw new Fault("proof");
  }
  const end = whole.indexOf("\n\n");
  const lines = whole.slice(0, Math.max(end, 0)).split("\n");
  if (lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Fault("proof");
  const extra = lines[0]?.startsWith("extra ") ? fromBase64(lines.shift().slice(6)) : new Uint8Array();
  const [, index] = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? "") ?? [];
  const hashes = lines.map(fromBase64);
  if (!index || !extra || hashes.length > 63 || !hashes.every(isHash)) throw new Fault("proof");
  return { index: Number(index), hashes, extra, note: new TextEncoder().encode(whole.slice(end + 2)) };
}

/* The event that a count proof holds, in its place under a checkpoint that the log has signed. */
export function openCount(data, vkey) {
  const proof = parseProof(data);
  const checkpoint = openCheckpoint(proof.note, vkey);
  let entry;
  try {
    entry = parseEntry(proof.extra);
  } catch {
    throw new Fault("proof");
  }
  const leaf = leafHash(proof.extra);
  if (!isIncluded(proof.index, checkpoint.size, leaf, proof.hashes, checkpoint.root)) throw new Fault("place");
  return { entry, index: proof.index, size: checkpoint.size, note: proof.note };
}

/* Entries ------------------------------------------------------------------------------------------------------ */

const NUMBER = "(0|[1-9][0-9]{0,18})";
const POSITIVE = "([1-9][0-9]{0,18})";
const DIGEST = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=";
const FIELDS = {
  open: `${POSITIVE} ${DIGEST} ${DIGEST}`,
  amend: `${POSITIVE} ${DIGEST}`,
  sign: `${POSITIVE} ${DIGEST}`,
  withdraw: NUMBER,
  invalidate: `${NUMBER} (?:duplicate|bounced|bot|rules|legal|audit|lost)`,
  restore: `${NUMBER} ${DIGEST}`,
  close: "",
  reopen: "",
  sealed: "",
  paper: `${POSITIVE} ${DIGEST}`,
  import: `${POSITIVE} ${DIGEST}`,
  tally: DIGEST,
};
const HEAD = `^undersigned/1 TYPE ([A-Za-z0-9_-]{21}[AQgw]) ${POSITIVE} ${NUMBER}`;
const SHAPES = new Map(
  Object.entries(FIELDS).map(([type, fields]) => [type, new RegExp(`${HEAD.replace("TYPE", type)}${fields && ` ${fields}`}\\n$`)]),
);
const MAX_NUMBER = 2n ** 63n - 1n;

/* One line of the log: `argument` is its version, index or number, where its type has one. Fault "spelling" otherwise. */
export function parseEntry(bytes) {
  const line = latin.decode(bytes);
  const type = line.slice(14, line.indexOf(" ", 14));
  const [, pid, n, c, argument] = (bytes.length <= MAX_ENTRY_BYTES && SHAPES.get(type)?.exec(line)) || [];
  if (pid === undefined || [n, c, argument].some((text) => text?.length > 18 && BigInt(text) > MAX_NUMBER)) {
    throw new Fault("spelling");
  }
  return { type, pid, n: Number(n), c: Number(c), argument: argument === undefined ? null : Number(argument) };
}

/* Laws: what may follow, and what follows from it ---------------------------------------------------------------- */

const STANDS = 1;
const WITHDRAWN = 2;
const INVALIDATED = 3;
const FINDS = { withdraw: STANDS, invalidate: STANDS, restore: INVALIDATED };
const LEAVES = { withdraw: WITHDRAWN, invalidate: INVALIDATED, restore: STANDS };
const EFFECT = { sign: 1, withdraw: -1, invalidate: -1, restore: 1 };
const NEVER_AFTER_SEALING = new Set(["sign", "restore", "reopen", "sealed"]);

/* Counts entries in order and gives each as it was read; throws a Fault at the first that contradicts those before it. */
export class Recount {
  size = 0;
  lines = new Map();
  #owner = [];
  #standing = [];

  take(bytes) {
    const entry = parseEntry(bytes);
    const line = this.lines.get(entry.pid) ?? { n: 0, c: 0, version: 0, isClosed: false, isSealed: false };
    this.#check(entry, line);
    const n = line.n + 1;
    const c = line.c + (EFFECT[entry.type] ?? 0);
    if (entry.n !== n) throw new Fault("number", { said: entry.n, found: n });
    if (entry.c !== c) throw new Fault("count", { said: entry.c, found: c });
    if (entry.type in LEAVES) this.#standing[entry.argument] = LEAVES[entry.type];
    if (entry.type === "open" || entry.type === "amend") line.version = entry.argument;
    if (entry.type === "close" || entry.type === "reopen") line.isClosed = entry.type === "close";
    line.isSealed ||= entry.type === "sealed";
    Object.assign(line, { n, c });
    this.lines.set(entry.pid, line);
    this.#owner.push(line);
    this.#standing.push(entry.type === "sign" ? STANDS : 0);
    this.size += 1;
    return entry;
  }

  countOf(pid) {
    return this.lines.get(pid)?.c ?? 0;
  }

  #check({ type, argument }, line) {
    if ((line.n === 0) !== (type === "open")) throw new Fault("open");
    if ((type === "open" || type === "amend") && argument !== line.version + 1) throw new Fault("version", { said: argument });
    if (type === "sign" && argument > line.version) throw new Fault("unpublished", { said: argument });
    if (line.isSealed && NEVER_AFTER_SEALING.has(type)) throw new Fault("sealed");
    if (type === "sign" && line.isClosed) throw new Fault("closed");
    if ((type === "close" || type === "reopen") && line.isClosed === (type === "close")) throw new Fault("again");
    if (type in FINDS && !(this.#owner[argument] === line && this.#standing[argument] === FINDS[type])) {
      throw new Fault("target", { said: argument });
    }
  }
}
