/* Witnesses: what a policy (C2SP tlog-policy) asks for, and who has cosigned a checkpoint (C2SP tlog-cosignature).
   The same laws as undersigned/tlog/policies.py and cosignatures.py. Pure but for `witnessed`, which is given the function that
   fetches. A fault is thrown as a Fault of tlog.js. */

import { Fault, openCheckpoint, parseNote, parseVkey, sameBytes, splitVkey } from "./tlog.js";
import { verify } from "./vendor/noble.js";

const COSIGNATURE = 4;
const TIME_BYTES = 8;
const NO_QUORUM = "none";
const NUMBER = /^[1-9][0-9]{0,5}$/;
const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f]/;
/* Cosignatures come some seconds after a publication: so often, and so many milliseconds apart, one is asked for again. */
const AGAIN = 3;
const PAUSE = 2500;
const utf8 = new TextDecoder();

/* The logs' keys, the witnesses by name (null: a kind of key that is not known here), the groups, the name of the quorum. */
export function parsePolicy(data) {
  const text = utf8.decode(data);
  if (FORBIDDEN.test(text)) throw new Fault("policy");
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: "", keys: new Set() };
  for (const line of text.split("\n")) {
    const [verb, ...words] = line.split(/[\t ]+/).filter(Boolean);
    if (!verb || verb.startsWith("#")) continue;
    if (!READS.has(verb)) throw new Fault("policy");
    READS.get(verb)(policy, words);
  }
  if (!policy.quorum) throw new Fault("policy");
  return policy;
}

const READS = new Map(
  Object.entries({
    log(policy, words) {
      need(words.length === 1 || words.length === 2);
      policy.logs.push(once(policy, "log", known(() => parseVkey(words[0]).key)));
    },
    witness(policy, words) {
      need((words.length === 2 || words.length === 3) && isNew(policy, words[0]));
      const witness = known(() => splitVkey(words[1]));
      once(policy, "witness", witness.key);
      policy.witnesses.set(words[0], witness.type === COSIGNATURE && witness.key.length === 32 ? witness : null);
    },
    group(policy, [name, threshold, ...members]) {
      need(members.length && isNew(policy, name));
      const taken = [...policy.groups.values()].flatMap((group) => group.members);
      need(members.every((member, at) => stands(policy, member) && !taken.includes(member) && members.indexOf(member) === at));
      const least = { any: 1, all: members.length }[threshold] ?? (NUMBER.test(threshold) ? Number(threshold) : 0);
      need(least >= 1 && least <= members.length);
      policy.groups.set(name, { least, members });
    },
    quorum(policy, words) {
      need(words.length === 1 && !policy.quorum && (words[0] === NO_QUORUM || stands(policy, words[0])));
      [policy.quorum] = words;
    },
  }),
);

const stands = (policy, name) => policy.witnesses.has(name) || policy.groups.has(name);
const isNew = (policy, name) => name !== NO_QUORUM && !stands(policy, name);

/* No key stands in a policy twice as the same kind. */
function once(policy, kind, key) {
  const mark = `${kind} ${key.join()}`;
  need(!policy.keys.has(mark));
  policy.keys.add(mark);
  return key;
}

function need(holds) {
  if (!holds) throw new Fault("policy");
}

function known(read) {
  try {
    return read();
  } catch {
    throw new Fault("policy");
  }
}

/* Whether a policy is one for the log of this key. */
export function speaksOf(policy, vkey) {
  try {
    const { key } = parseVkey(vkey);
    return !policy.logs.length || policy.logs.some((log) => sameBytes(log, key));
  } catch {
    return false;
  }
}

/* Who of the policy's witnesses has cosigned this note and when (POSIX seconds), whether the policy wants any, and whether
   they are enough. A line of a known key that is not that key's refuses the whole note; so does a policy for another log. */
export function judge(note, policy, vkey) {
  if (!speaksOf(policy, vkey)) throw new Fault("policy");
  const { text, lines } = parseNote(note);
  const cosigned = new Map();
  for (const [name, witness] of policy.witnesses) {
    const times = witness ? lines.filter((line) => line.name === witness.name && line.id === witness.id).map((line) => timeOf(line, text, witness)) : [];
    if (times.length) cosigned.set(name, { name: witness.name, time: Math.max(...times) });
  }
  const holds = (name) => {
    const group = policy.groups.get(name);
    return group ? group.members.filter(holds).length >= group.least : cosigned.has(name);
  };
  const isWanted = policy.quorum !== NO_QUORUM;
  return { cosigned: [...cosigned.values()], isWanted, isEnough: !isWanted || holds(policy.quorum) };
}

function timeOf({ signature }, text, witness) {
  if (signature.length !== TIME_BYTES + 64) throw new Fault("cosignature");
  const time = signature.subarray(0, TIME_BYTES).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const message = new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${text}`);
  let isTrue = false;
  try {
    isTrue = time < 2n ** 63n && verify(signature.subarray(TIME_BYTES), message, witness.key, { zip215: false });
  } catch {
    isTrue = false;
  }
  if (!isTrue) throw new Fault("cosignature");
  return Number(time);
}

/* The newest checkpoint and what `judge` says of it; null for that without a policy. `fetchNote` gives the bytes, null where
   there are none. One that lacks witnesses is asked for again. */
export async function witnessed(fetchNote, policy, vkey, pause = PAUSE) {
  for (let left = AGAIN; ; left -= 1) {
    const note = await fetchNote();
    if (!note) throw new Fault("missing", { file: "checkpoint" });
    const checkpoint = openCheckpoint(note, vkey);
    const witnesses = policy && judge(note, policy, vkey);
    if (!witnesses || witnesses.isEnough || left === 0) return { checkpoint, witnesses };
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/* "w1.example, 24 November 2026 at 14:00:05 UTC" for each, in the page's language; "" for none. */
export function witnessWords({ cosigned }, language) {
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "medium", timeZone: "UTC" });
  return cosigned.map(({ name, time }) => `${name}, ${time < 8.64e12 ? moment.format(time * 1000) : time} UTC`).join("; ");
}
