/* <receipt-check>: checks a receipt from a file, or from behind the # of the address, in this browser alone.
   What it says stands in the page as templates; here is only which one. */

import { Refused, checkReceipt, fromFragment, readLater } from "./receipt.js";
import { parsePolicy, speaksOf, witnessWords } from "./witnesses.js";

const LOG = "/log/";

class ReceiptCheck extends HTMLElement {
  #data = null;
  /* The site's policy, as soon as it is asked for; null where it could not be had, and witnesses are not looked at. */
  #policy = null;
  #onHash = () => this.#take(fromFragment(location.hash.slice(1)));

  connectedCallback() {
    const [file, vkey] = this.querySelectorAll("input");
    this.querySelector("[data-part=form]").hidden = false;
    /* So that a file of the same name can be chosen again. */
    file.addEventListener("click", () => (file.value = ""));
    file.addEventListener("change", async () => {
      if (file.files.length) this.#take(new Uint8Array(await file.files[0].arrayBuffer()));
    });
    vkey.addEventListener("change", () => this.#data && this.#take(this.#data));
    window.addEventListener("hashchange", this.#onHash);
    if (location.hash.length > 1) this.#onHash();
  }

  disconnectedCallback() {
    window.removeEventListener("hashchange", this.#onHash);
  }

  get #vkey() {
    return this.querySelector("#f-vkey").value.trim();
  }

  async #take(data) {
    this.#data = data;
    const result = this.querySelector("[data-part=result]");
    const found = await (this.#policy ??= fetchPolicy());
    if (!found) this.#policy = null;
    if (this.#data !== data) return;
    const policy = found && speaksOf(found, this.#vkey) ? found : null;
    result.replaceChildren();
    try {
      const receipt = checkReceipt(data ?? new Uint8Array(), this.#vkey, policy);
      result.append(this.#said("good"), this.#facts(receipt), this.#later(receipt, policy));
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      result.append(this.#said(refused.code));
    }
  }

  #said(code) {
    return this.querySelector(`template[data-said=${code}]`).content.cloneNode(true);
  }

  #facts({ entry, index, checkpoint, witnesses }) {
    const facts = this.#said("facts");
    const version = entry.type === "sign" ? entry.argument : "";
    const said = { origin: checkpoint.origin, pid: entry.pid, version, index, size: checkpoint.size, witnesses: this.#watched(witnesses) };
    for (const place of facts.querySelectorAll("[data-fact]")) {
      const value = said[place.dataset.fact];
      place.textContent = typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value;
    }
    return facts;
  }

  /* Who has witnessed it and when, that nobody does, or that it was not looked at. */
  #watched(witnesses) {
    const words = witnesses && witnessWords(witnesses, document.documentElement.lang);
    return words || this.#said(witnesses ? "nobody" : "unlooked").textContent.trim();
  }

  #later(receipt, policy) {
    const later = this.#said("later").firstElementChild;
    const button = later.querySelector("button");
    const progress = later.querySelector("progress");
    button.addEventListener("click", async () => {
      button.hidden = true;
      progress.hidden = false;
      later.replaceWith(this.#found(await this.#read(receipt, policy, (part) => (progress.value = part))));
    });
    return later;
  }

  /* What became of it, with the entry that says so. */
  #found({ said, at, reason, why, facts }) {
    const words = this.#said(said);
    for (const place of words.querySelectorAll("[data-fact=why]")) place.textContent = this.#why(why, facts);
    for (const place of words.querySelectorAll("[data-fact=at]")) place.textContent = at.toLocaleString(document.documentElement.lang);
    for (const place of words.querySelectorAll("[data-fact=reason]")) place.textContent = reason;
    return words;
  }

  /* "Entry 17: It is not an entry of this log." */
  #why(why, { entry, ...facts }) {
    const sentence = fill(this.querySelector(`template[data-reason=${why}]`).content.textContent.trim(), facts);
    return entry === undefined ? sentence : fill(this.#said("at").textContent.trim(), { entry, reason: sentence });
  }

  async #read(receipt, policy, tell) {
    try {
      return await readLater(receipt, this.#vkey, fetchBytes, tell, policy);
    } catch {
      /* What can't be fetched proves nothing. */
      return { said: "log_missing" };
    }
  }
}

function fill(sentence, facts) {
  const shown = (value) => (typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => shown(facts[name]));
}

/* It names no receipt: everybody asks for the same one. */
async function fetchPolicy() {
  try {
    return parsePolicy(await fetchBytes("policy"));
  } catch {
    return null;
  }
}

async function fetchBytes(path) {
  const answer = await fetch(LOG + path, ["checkpoint", "policy"].includes(path) ? { cache: "no-store" } : {});
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
  return new Uint8Array(await answer.arrayBuffer());
}

customElements.define("receipt-check", ReceiptCheck);
