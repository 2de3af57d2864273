/* <receipt-check>: checks a receipt from a file, or from behind the # of the address, in this browser alone.
   What it says stands in the page as templates; here is only which one. */

import { Refused, checkReceipt, fromFragment, readLater } from "./receipt.js";

const LOG = "/log/";

class ReceiptCheck extends HTMLElement {
  #data = null;
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

  #take(data) {
    this.#data = data;
    const result = this.querySelector("[data-part=result]");
    result.replaceChildren();
    try {
      const receipt = checkReceipt(data ?? new Uint8Array(), this.#vkey);
      result.append(this.#said("good"), this.#facts(receipt), this.#later(receipt));
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      result.append(this.#said(refused.code));
    }
  }

  #said(code) {
    return this.querySelector(`template[data-said=${code}]`).content.cloneNode(true);
  }

  #facts({ entry, index, checkpoint }) {
    const facts = this.#said("facts");
    const version = entry.type === "sign" ? entry.argument : "";
    const said = { origin: checkpoint.origin, pid: entry.pid, version, index, size: checkpoint.size };
    for (const place of facts.querySelectorAll("[data-fact]")) {
      const value = said[place.dataset.fact];
      place.textContent = typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value;
    }
    return facts;
  }

  #later(receipt) {
    const later = this.#said("later").firstElementChild;
    const button = later.querySelector("button");
    const progress = later.querySelector("progress");
    button.addEventListener("click", async () => {
      button.hidden = true;
      progress.hidden = false;
      later.replaceWith(this.#found(await this.#read(receipt, (part) => (progress.value = part))));
    });
    return later;
  }

  /* What became of it, with the entry that says so. */
  #found({ said, at, reason }) {
    const words = this.#said(said);
    for (const place of words.querySelectorAll("[data-fact=at]")) place.textContent = at.toLocaleString(document.documentElement.lang);
    for (const place of words.querySelectorAll("[data-fact=reason]")) place.textContent = reason;
    return words;
  }

  async #read(receipt, tell) {
    try {
      return await readLater(receipt, this.#vkey, fetchBytes, tell);
    } catch (fault) {
      return { said: fault instanceof Refused ? "log_wrong" : "log_missing" };
    }
  }
}

async function fetchBytes(path) {
  const answer = await fetch(LOG + path, path === "checkpoint" ? { cache: "no-store" } : {});
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
  return new Uint8Array(await answer.arrayBuffer());
}

customElements.define("receipt-check", ReceiptCheck);
