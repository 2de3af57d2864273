/* Recounts a petition from the public files alone. Asked with { log, policy, vkey, pid, count, size, limit, proof }, all of which
   the page knows; answers { progress } and at last { verdict, facts, witnesses } with verdict same | signed | newer | unwitnessed |
   wrong | unfinished. `witnesses` is what witnesses.js says of the checkpoint; unwitnessed: all else holds. */

import { Fault, Recount, Tree, WIDTH, leafHash, openCount, sameBytes, tilePath, unpackBundle } from "./tlog.js";
import { judge, parsePolicy, witnessed } from "./witnesses.js";

const AHEAD = 24;
const TELL_EVERY = 8;
const FRESH = { cache: "no-store" };

self.addEventListener("message", async ({ data: asked }) => {
  const started = performance.now();
  try {
    const result = await check(asked);
    result.facts.seconds = (performance.now() - started) / 1000;
    self.postMessage(result);
  } catch (fault) {
    if (fault instanceof Fault) self.postMessage({ verdict: "wrong", reason: fault.name, facts: fault.facts });
    else self.postMessage({ verdict: "unfinished", facts: {}, detail: String(fault) });
  }
});

async function check(asked) {
  const policy = asked.policy ? await policyAt(asked.policy) : null;
  const { checkpoint, witnesses } = await witnessed(() => fetchBytes(`${asked.log}checkpoint`, FRESH), policy, asked.vkey);
  if (checkpoint.size < asked.size) throw new Fault("older");
  const isLong = checkpoint.size > asked.limit;
  const result = { witnesses, ...(isLong ? await checkSigned(asked, checkpoint, policy) : await recount(asked, checkpoint)) };
  return result.witnesses?.isEnough === false ? { ...result, verdict: "unwitnessed" } : result;
}

async function policyAt(address) {
  const data = await fetchBytes(address, FRESH);
  if (!data) throw new Fault("missing", { file: "policy" });
  return parsePolicy(data);
}

/* Every entry is read and every hash computed from the entries; those that are served are only compared. */
async function recount(asked, checkpoint) {
  const bundles = Math.ceil(checkpoint.size / WIDTH);
  const [log, tree, counts] = [new Log(asked.log), new Tree(), new Recount()];
  const coming = [];
  const full = [];
  for (let number = 0; number < bundles; number += 1) {
    while (coming.length < AHEAD && number + coming.length < bundles) coming.push(log.files(number + coming.length, checkpoint.size));
    const { entries, hashes } = await coming.shift();
    for (const entry of entries) {
      takeIn(counts, entry, asked);
      tree.push(leafHash(entry), (...tile) => full.push(tile));
    }
    for (const tile of full.splice(0)) await log.compare(tile, hashes);
    if (number % TELL_EVERY === 0) self.postMessage({ progress: (number + 1) / bundles });
    if (number === bundles - 1) for (const tile of tree.partial()) await log.compare(tile, hashes);
  }
  if (!sameBytes(tree.root(), checkpoint.root)) throw new Fault("root");
  const facts = { count: asked.count, shown: asked.count, entries: counts.size, petitions: counts.lines.size };
  return { verdict: "same", facts };
}

/* One entry more; the number of the page has to stand after the entry on which it rests. */
function takeIn(counts, entry, asked) {
  try {
    counts.take(entry);
    const found = counts.countOf(asked.pid);
    if (counts.size === asked.size && found !== asked.count) throw new Fault("page", { said: asked.count, found, entry: asked.size - 1 });
  } catch (fault) {
    if (fault instanceof Fault) fault.facts.entry ??= counts.size;
    throw fault;
  }
}

/* The log is too long: the signed number is checked, and nothing is said of the other entries. */
async function checkSigned(asked, checkpoint, policy) {
  const data = await fetchBytes(asked.proof, FRESH);
  if (!data) throw new Fault("missing", { file: "count.tlog-proof" });
  const { entry, index, size, note } = openCount(data, asked.vkey);
  if (entry.pid !== asked.pid) throw new Fault("stranger");
  const isNewer = index >= asked.size;
  if (!isNewer && entry.c !== asked.count) throw new Fault("page", { said: asked.count, found: entry.c, entry: index });
  const facts = { count: entry.c, shown: asked.count, size: Math.max(size, checkpoint.size) };
  return { verdict: isNewer ? "newer" : "signed", facts, witnesses: policy && judge(note, policy, asked.vkey) };
}

/* The files below the log's prefix. */
class Log {
  constructor(prefix) {
    this.prefix = prefix;
  }

  /* Entries of a bundle and the hash tile above it, fetched together. */
  async files(number, size) {
    const width = Math.min(size - number * WIDTH, WIDTH);
    const [bundle, hashes] = await Promise.all([this.#read("entries", number, width), this.#read(0, number, width)]);
    return { entries: this.#entries(bundle, number, width), hashes };
  }

  /* Returns where the served tile holds these hashes; Fault otherwise. `served` is the tile of level 0, if it is that. */
  async compare([level, index, hashes], served) {
    const data = level === 0 ? served : await this.#read(level, index, hashes.length);
    const other = firstOther(hashes, data.bytes);
    const isExact = data.bytes.length === 32 * (data.isCut ? WIDTH : hashes.length);
    if (other < 0 && isExact) return;
    const entry = level === 0 && other >= 0 ? index * WIDTH + other : undefined;
    throw new Fault("tile", { file: tilePath(level, index, hashes.length), entry });
  }

  #entries({ bytes, isCut }, number, width) {
    const file = tilePath("entries", number, width);
    try {
      const { entries, isExact } = unpackBundle(bytes, width);
      if (!isExact && !isCut) throw new Fault("bundle");
      return entries;
    } catch {
      throw new Fault("bundle", { file });
    }
  }

  /* A tile's bytes; a partial one that is gone has become a full one, which is cut. */
  async #read(level, index, width) {
    const path = tilePath(level, index, width);
    const bytes = await fetchBytes(this.prefix + path);
    if (bytes) return { bytes, isCut: false };
    const full = width < WIDTH && (await fetchBytes(this.prefix + tilePath(level, index)));
    if (!full) throw new Fault("missing", { file: path });
    return { bytes: full, isCut: true };
  }
}

/* The place of the first hash that is not the one in a tile's bytes; -1 where all are. Bytes by hand: there are millions. */
function firstOther(hashes, bytes) {
  for (let at = 0; at < hashes.length; at += 1) {
    const hash = hashes[at];
    for (let byte = 0; byte < 32; byte += 1) if (hash[byte] !== bytes[32 * at + byte]) return at;
  }
  return -1;
}

/* The file's bytes, null where there is none. What can't be fetched proves nothing: tried again once, then an error. */
async function fetchBytes(address, options = {}, isAgain = false) {
  try {
    const answer = await fetch(address, options);
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
    return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    if (isAgain) throw error;
    return fetchBytes(address, options, true);
  }
}
