// Checks checkpoints and inclusion proofs with @sigstore/verify, which npm itself carries. Reads JSON from standard input.
"use strict";
const crypto = require("node:crypto");
const path = require("node:path");

const home = path.join(process.argv[2], "dist", "tlog");
const { verifyCheckpoint } = require(path.join(home, "checkpoint.js"));
const { verifyMerkleInclusion } = require(path.join(home, "merkle.js"));

const given = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const log = {
  logID: Buffer.from(given.keyId, "hex"),
  publicKey: crypto.createPublicKey({ key: Buffer.from(given.spki, "base64"), format: "der", type: "spki" }),
  baseURL: given.origin,
};

function holds({ note, index, entry, hashes }) {
  const proof = {
    checkpoint: { envelope: note },
    logIndex: String(index),
    hashes: hashes.map((hash) => Buffer.from(hash, "base64")),
  };
  try {
    const checkpoint = verifyCheckpoint({ inclusionProof: proof }, [log]);
    verifyMerkleInclusion({ canonicalizedBody: Buffer.from(entry, "base64"), inclusionProof: proof }, checkpoint);
    return true;
  } catch (fault) {
    if (fault.constructor.name === "VerificationError") return false;
    throw fault;
  }
}

console.log(JSON.stringify(given.proofs.map(holds)));
