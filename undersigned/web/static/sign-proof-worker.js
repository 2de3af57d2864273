/* ALTCHA's proof of work, version 1: which number, written behind the salt, has the challenge as its SHA-256?
   Answers with the payload that the form sends: base64 of JSON. */

const AT_ONCE = 256;
const text = new TextEncoder();

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

onmessage = async ({ data: { algorithm, challenge, maxnumber, salt, signature } }) => {
  const digest = (number) => crypto.subtle.digest(algorithm, text.encode(salt + number));
  const began = performance.now();
  for (let first = 0; first <= maxnumber; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, more) => first + more);
    const found = (await Promise.all(numbers.map(digest))).findIndex((bytes) => hex(bytes) === challenge);
    if (found >= 0) {
      const took = Math.round(performance.now() - began);
      postMessage(btoa(JSON.stringify({ algorithm, challenge, number: first + found, salt, signature, took })));
      return;
    }
  }
  throw new Error("no number fits");
};
